// What `koppel init` does: writes what a first start needs, and touches nothing that is there.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { caseWareStory } from '../../../demo/caseware-story.ts';
import { inEach, type Language, type Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { checkName, hashChecked } from '../../http/sign-in/new-identity.ts';
import { makePassword } from '../../http/sign-in/password.ts';
import type { OutputOptions } from '../frame/output.ts';
import { readPassword } from '../frame/read-password.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';
import { SAMPLE_CLIENTS, SAMPLE_CONTACTS } from './sample-files.ts';

export interface InitOptions extends OutputOptions {
  readonly user: string;
  readonly askPassword?: boolean;
}

const FILES = ['sample/clients.csv', 'sample/contacts.csv', 'caseware-sandbox.json', '.env'] as const;

const WORDS = {
  apostrophe: {
    en: 'The name of a user in .env holds no apostrophe.',
    nl: 'De naam van een gebruiker in .env bevat geen apostrof.',
  },
  isThere: {
    en: 'is there already, and nothing is overwritten: move it away, or give the command in an empty folder.',
    nl: 'bestaat al, en niets wordt overschreven: zet het elders, of geef het commando in een lege map.',
  },
  areThere: {
    en: 'are there already, and nothing is overwritten: move them away, or give the command in an empty folder.',
    nl: 'bestaan al, en niets wordt overschreven: zet ze elders, of geef het commando in een lege map.',
  },
  unchanged: {
    en: 'Everything is there already; nothing was changed:',
    nl: 'Alles is er al; er is niets gewijzigd:',
  },
  written: { en: 'Written:', nl: 'Geschreven:' },
  signIn: {
    en: 'Sign in on the pages as {user}, with the practice left empty and this password; it is shown only now:',
    nl: 'Meld u op de pagina’s aan als {user}, met het kantoor leeg en dit wachtwoord; het wordt alleen nu getoond:',
  },
  ownPassword: {
    en: 'Sign in on the pages as {user}, with the practice left empty and the password that was given.',
    nl: 'Meld u op de pagina’s aan als {user}, met het kantoor leeg en het opgegeven wachtwoord.',
  },
  next: {
    en: 'To go on, with a portal to try things on: koppel sandbox caseware-cloud',
    nl: 'Zo gaat het verder, met een portaal om mee te oefenen: koppel sandbox caseware-cloud',
  },
  settings: {
    en: `# Read by every command that is given in this folder. All settings: .env.example, docs/operations.md.
# Keep a copy: without KOPPEL_SECRET_KEY the credentials of the portals cannot be read any more.`,
    nl: `# Gelezen door elk commando dat in deze map wordt gegeven. Alle instellingen: .env.example, docs/operations.md.
# Bewaar een kopie: zonder KOPPEL_SECRET_KEY zijn de toegangsgegevens van de portalen niet meer te lezen.`,
  },
} as const satisfies Record<string, Text>;

export async function writeFirstFiles(surroundings: Surroundings, options: InitOptions): Promise<number> {
  const { out, lang } = surroundings;
  const there = await present();
  if (there.length === FILES.length) {
    out.line(`${WORDS.unchanged[lang]} ${there.join(', ')}.`);
    out.result({ written: [], user: null, password: null });
    return EXIT.ok;
  }
  refuse(there);
  checkName(options.user);
  if (options.user.includes("'")) throw new UsageError(WORDS.apostrophe);
  const made = options.askPassword === true ? null : makePassword();
  const hash = await hashChecked(made ?? (await readPassword(surroundings)));
  await writeAll(settings(`${options.user}:operator:${hash}`, lang));
  report(surroundings, { user: options.user, password: made });
  return EXIT.ok;
}

/** Of the files, those that are there, whatever they are. */
async function present(): Promise<readonly string[]> {
  const found = await Promise.all(
    FILES.map((path) =>
      lstat(path).then(
        () => path,
        (error: unknown) => {
          if (isCode(error, 'ENOENT')) return null;
          throw error;
        },
      ),
    ),
  );
  return found.filter((path) => path !== null);
}

function refuse(there: readonly string[]): void {
  if (there.length === 0) return;
  const words = there.length === 1 ? WORDS.isThere : WORDS.areThere;
  throw new UsageError(inEach((lang) => `${there.join(', ')} ${words[lang]}`));
}

function settings(user: string, lang: Language): string {
  const key = (): string => randomBytes(32).toString('base64');
  return `${WORDS.settings[lang]}
KOPPEL_SECRET_KEY=${key()}
KOPPEL_SESSION_KEY=${key()}
KOPPEL_USERS='${user}'
KOPPEL_DATA_DIR=.koppel
`;
}

async function writeAll(env: string): Promise<void> {
  const contents: Readonly<Record<(typeof FILES)[number], string>> = {
    'sample/clients.csv': SAMPLE_CLIENTS,
    'sample/contacts.csv': SAMPLE_CONTACTS,
    'caseware-sandbox.json': `${JSON.stringify(caseWareStory.credentials, null, 2)}\n`,
    '.env': env,
  };
  for (const path of FILES) {
    await mkdir(dirname(path), { recursive: true });
    // For its owner alone, and never in place of a file that came meanwhile.
    await writeFile(path, contents[path], { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
      if (isCode(error, 'EEXIST')) refuse([path]);
      throw error;
    });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function report({ out, lang }: Surroundings, made: { user: string; password: string | null }): void {
  const { user, password } = made;
  out.line(`${WORDS.written[lang]} ${FILES.join(', ')}.`);
  const text = (password === null ? WORDS.ownPassword : WORDS.signIn)[lang];
  out.line(text.replace('{user}', () => user));
  if (password !== null) out.line(`  ${password}`);
  out.line(WORDS.next[lang]);
  out.result({ written: FILES, user, password });
}
