// The process in which the sandbox of one portal, or of practice software, runs beside a demo or a bench, so that its numbers are those of another machine
// across HTTP. Started by open-sandbox.ts, and ends with its parent, however that ends.
import { loadPlayedSource } from './played-sources.ts';
import { loadStory } from './stories.ts';
import type { Sandbox } from './story.ts';

async function run(name = ''): Promise<void> {
  // Ctrl-C reaches the whole process group; the demo still needs its portal while it closes.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  const { url, adminUrl } = await start(name);
  process.send?.({ url, adminUrl });
}

async function start(name: string): Promise<Sandbox> {
  const story = await loadStory(name);
  if (story !== null) return story.startSandbox();
  const played = await loadPlayedSource(name);
  if (played !== null) return played.start();
  throw new Error('There is no such sandbox.');
}

await run(process.argv[2]);
