// What `koppel sandbox` does: starts the sandbox of a portal or of practice software, says how to reach it, and ends it when
// it is asked to.
import { loadPlayedSource } from '../../../demo/played-sources.ts';
import { loadStory } from '../../../demo/stories.ts';
import type { DemoStory, PlayedSource, Sandbox } from '../../../demo/story.ts';
import type { Language, Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { OutputOptions } from '../frame/output.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';
import { CLOSING_LATE, listenForStop } from '../frame/stop-signals.ts';

export interface SandboxOptions extends OutputOptions {
  readonly port: number;
}

const WORDS = {
  noSandbox: { en: 'There is no sandbox of this.', nl: 'Hiervan is er geen sandbox.' },
  address: { en: 'The sandbox of {title} is at', nl: 'De sandbox van {title} staat op' },
  looking: { en: 'What it holds:', nl: 'Wat erin staat:' },
  adding: {
    en: 'To add a connection to it, in another terminal, once `koppel practice add jansen --name "…"` has added the practice:',
    nl: 'Zo voegt u er een verbinding mee toe, in een andere terminal, zodra `koppel practice add jansen --name "…"` het kantoor heeft toegevoegd:',
  },
  connecting: {
    en: 'To let a practice read it, in another terminal, once `koppel practice add jansen --name "…"` has added it:',
    nl: 'Zo laat u een kantoor hem lezen, in een andere terminal, zodra `koppel practice add jansen --name "…"` het heeft toegevoegd:',
  },
  signingIn: {
    en: 'Who opens the address that this prints has agreed, and is sent to an address that begins with {redirectUri} and that nobody answers: paste it as it stands in the browser. Its code works once, within three minutes.',
    nl: 'Wie het adres opent dat dit afdrukt heeft toegestemd, en komt op een adres dat met {redirectUri} begint en waar niemand antwoordt: plak het zoals het in de browser staat. De code erin werkt één keer, binnen drie minuten.',
  },
  ending: {
    en: 'Ctrl-C ends it, and what it holds is gone.',
    nl: 'Ctrl-C beëindigt hem, en wat erin staat is dan weg.',
  },
} as const satisfies Record<string, Text>;

/** What is played: how it is started, what people are told of it, and what scripts are. */
interface Played {
  readonly title: string;
  start(options: { readonly port: number }): ReturnType<DemoStory['startSandbox']>;
  use(sandbox: Sandbox, lang: Language): string;
  readonly result: object;
}

export async function playPortal(
  { out, lang }: Surroundings,
  name: string,
  { port }: SandboxOptions,
): Promise<number> {
  const played = await load(name);
  if (played === null) throw new UsageError(WORDS.noSandbox);
  const stop = listenForStop(() => out.note(CLOSING_LATE));
  try {
    const sandbox = await start(played, port);
    try {
      out.line(describe(played, sandbox, lang));
      const { url, adminUrl } = sandbox;
      out.result({ ...played.result, url, adminUrl });
      await stop.asked;
    } finally {
      await sandbox.close();
    }
  } finally {
    stop.release();
  }
  return EXIT.ok;
}

async function load(name: string): Promise<Played | null> {
  const story = await loadStory(name);
  if (story !== null) {
    const { portal, title, credentials, settings, policy } = story;
    return {
      ...{ title, result: { portal, credentials, settings, policy } },
      start: (options) => story.startSandbox(options),
      use: (sandbox, lang) => addConnection(story, sandbox, lang),
    };
  }
  const played = await loadPlayedSource(name);
  if (played === null) return null;
  const { source, title, credentials, redirectUri } = played;
  return {
    ...{ title, result: { source, credentials, redirectUri } },
    start: (options) => played.start(options),
    use: (sandbox, lang) => signIn(played, sandbox, lang),
  };
}

async function start(played: Played, port: number): ReturnType<Played['start']> {
  try {
    return await played.start({ port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new UsageError({
      en: `Port ${port} is in use: end what uses it, or give another with --port.`,
      nl: `Poort ${port} is in gebruik: beëindig wat haar gebruikt, of geef een andere met --port.`,
    });
  }
}

function describe(played: Played, sandbox: Sandbox, lang: Language): string {
  return `${WORDS.address[lang].replace('{title}', played.title)} ${sandbox.url}
${WORDS.looking[lang]} ${sandbox.adminUrl}/state, /mails, /counts

${played.use(sandbox, lang)}

${WORDS.ending[lang]}`;
}

function addConnection(story: DemoStory, { url }: Sandbox, lang: Language): string {
  return `${WORDS.adding[lang]}

  echo ${quoted(story.credentials)} | koppel connection add ${story.connection} --practice jansen \\
      --portal ${story.portal} --url ${url} --credentials -${option('settings', story.settings)}${option('policy', story.policy)}`;
}

function signIn(
  { source, credentials, redirectUri }: PlayedSource,
  { url }: Sandbox,
  lang: Language,
): string {
  return `${WORDS.connecting[lang]}

  APP=${quoted(credentials)} koppel source connect jansen ${source} \\
      --url ${url} --credentials env:APP --redirect-uri ${redirectUri}

${WORDS.signingIn[lang].replace('{redirectUri}', redirectUri)}`;
}

function option(name: string, value: object): string {
  return Object.keys(value).length === 0 ? '' : ` \\\n      --${name} ${quoted(value)}`;
}

/** For a shell. */
function quoted(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", String.raw`'\''`)}'`;
}
