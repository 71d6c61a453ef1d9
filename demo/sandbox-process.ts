// The process in which the sandbox of one portal runs during the demo, so that its numbers are those of another machine
// across HTTP. Started by open-sandbox.ts, and ends with its parent, however that ends.
import { loadStory } from './stories.ts';

async function run(portal: string | undefined): Promise<void> {
  // Ctrl-C reaches the whole process group; the demo still needs its portal while it closes.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  const story = await loadStory(portal ?? '');
  if (story === null) throw new Error('There is no such sandbox.');
  const { url, adminUrl } = await story.startSandbox();
  process.send?.({ url, adminUrl });
}

await run(process.argv[2]);
