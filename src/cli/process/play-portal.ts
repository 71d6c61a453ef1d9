// What `koppel sandbox` does: starts the sandbox of a portal, says how to reach it, and ends it when it is asked to.
import { loadStory } from '../../../demo/stories.ts';
import type { DemoStory, Sandbox } from '../../../demo/story.ts';
import type { Language, Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { OutputOptions } from '../frame/output.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';
import { listenForStop } from '../frame/stop-signals.ts';

export interface SandboxOptions extends OutputOptions {
  readonly port: number;
}

const WORDS = {
  noPortal: { en: 'There is no sandbox of this portal.', nl: 'Van dit portaal is er geen sandbox.' },
  inUse: {
    en: 'Port {port} is in use: end what uses it, or give another with --port.',
    nl: 'Poort {port} is in gebruik: beëindig wat haar gebruikt, of geef een andere met --port.',
  },
  address: { en: 'The sandbox of {title} is at', nl: 'De sandbox van {title} staat op' },
  looking: { en: 'What it holds:', nl: 'Wat erin staat:' },
  adding: {
    en: 'To add a connection to it, in another terminal, once `koppel practice add jansen --name "…"` has added the practice:',
    nl: 'Zo voegt u er een verbinding mee toe, in een andere terminal, zodra `koppel practice add jansen --name "…"` de praktijk heeft toegevoegd:',
  },
  ending: {
    en: 'Ctrl-C ends it, and what it holds is gone.',
    nl: 'Ctrl-C beëindigt hem, en wat erin staat is dan weg.',
  },
  late: {
    en: 'koppel: closing took too long; ending without it',
    nl: 'koppel: afsluiten duurde te lang; er wordt niet op gewacht',
  },
} as const satisfies Record<string, Text>;

export async function playPortal(
  { out, lang }: Surroundings,
  portal: string,
  { port }: SandboxOptions,
): Promise<number> {
  const story = await loadStory(portal);
  if (story === null) throw new UsageError(WORDS.noPortal[lang]);
  const stop = listenForStop(() => out.note(WORDS.late[lang]));
  try {
    const sandbox = await start(story, port, lang);
    try {
      out.line(describe(story, sandbox, lang));
      out.result({
        ...{ portal, url: sandbox.url, adminUrl: sandbox.adminUrl },
        ...{ credentials: story.credentials, settings: story.settings, policy: story.policy },
      });
      await stop.asked;
    } finally {
      await sandbox.close();
    }
  } finally {
    stop.release();
  }
  return EXIT.ok;
}

async function start(story: DemoStory, port: number, lang: Language): ReturnType<DemoStory['startSandbox']> {
  try {
    return await story.startSandbox({ port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new UsageError(WORDS.inUse[lang].replace('{port}', String(port)));
  }
}

function describe(story: DemoStory, { url, adminUrl }: Sandbox, lang: Language): string {
  return `${WORDS.address[lang].replace('{title}', story.title)} ${url}
${WORDS.looking[lang]} ${adminUrl}/state, /mails, /counts

${WORDS.adding[lang]}

  echo ${quoted(story.credentials)} | koppel connection add ${story.connection} --practice jansen \\
      --portal ${story.portal} --url ${url} --credentials -${option('settings', story.settings)}${option('policy', story.policy)}

${WORDS.ending[lang]}`;
}

function option(name: string, value: object): string {
  return Object.keys(value).length === 0 ? '' : ` \\\n      --${name} ${quoted(value)}`;
}

/** For a shell. */
function quoted(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", String.raw`'\''`)}'`;
}
