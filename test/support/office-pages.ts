// The pages of two offices in a running Koppel: `jansen` switches its links in Koppel, `smit` in its practice software.
// Somebody of each role can sign in at both, and `olga` of the configuration at all.
import type { BrowserContextOptions, Browser, Page } from 'playwright-core';
import { readConfig } from '../../src/app/config.ts';
import { openFoundation } from '../../src/app/foundation.ts';
import { createLogger } from '../../src/app/logger.ts';
import { ROLES, type Role } from '../../src/domain/role.ts';
import type { Store } from '../../src/database/open-store.ts';
import { openKoppelBench, type KoppelBench } from './koppel-bench.ts';
import { koppelCommand } from './koppel-command.ts';
import { PASSWORD, signInSettings } from './koppel-server.ts';
import { releaseAtEnd } from './released-at-end.ts';

const OFFICES = ['jansen', 'smit'] as const;
export type Office = (typeof OFFICES)[number];

export interface OfficePages {
  readonly url: string;
  readonly bench: KoppelBench;
  readonly store: Store;
  /** Its client or contact with this key. */
  idOf(office: Office, key: string): Promise<string>;
  /** What was logged as an error. */
  readonly errors: readonly string[];
}

const CLIENTS = `key,number,name,kind,status,city,link:caseware
c1,1001,Fietsenmaker Wiel & Zoon,company,client,Utrecht,yes
c2,1002,Bakkerij De Vries B.V.,company,client,Zwolle,no
c3,1003,P. Particulier,person,client,Breda,no
c4,1004,<b onmouseover=alert(1)>Grote & "Kleine" Letters,company,client,'s-Gravenhage,yes
`;
const CONTACTS = `key,clientKey,firstName,infix,lastName,email,link:caseware
p1,c1,Mia,,Jansen,mia@example.nl,yes
p2,c1,Anna,van,Dijk,anna@example.nl,no
p3,c2,Bram,,Bakker,bram@example.nl,yes
p4,c4,<script>alert(1)</script>,,Haakjes,haakjes@example.nl,yes
p5,c1,Zonder,,Adres,,yes
`;

/** With the records of the test, or others. `work`: false keeps everything where it stands. */
export async function openOfficePages({
  work = true,
  clients = CLIENTS,
  contacts = CONTACTS,
  env = {},
}: {
  work?: boolean;
  clients?: string;
  contacts?: string;
  env?: Record<string, string>;
} = {}): Promise<OfficePages> {
  const bench = await openKoppelBench();
  const koppel = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await bench.koppel(...args);
    if (code !== 0) throw new Error(`koppel ${args.join(' ')} ended with ${code}: ${stderr}`);
  };
  await bench.addPractice();
  await koppel('practice', 'add', 'smit', '--name', 'Smit & Partners');
  const files = [
    '--clients',
    await bench.file('k.csv', clients),
    '--contacts',
    await bench.file('c.csv', contacts),
  ];
  for (const office of OFFICES) {
    const credentials = `@${bench.folder}/credentials.json`;
    const to = ['--portal', 'caseware-cloud', '--url', bench.portal.url, '--credentials', credentials];
    await koppel('connection', 'add', 'caseware', '--practice', office, ...to);
    await koppel('import', '--practice', office, ...files, '--as-of', '2026-01-15T09:00:00Z');
    for (const role of ROLES) await addUser(bench, office, role);
  }
  await koppel('practice', 'add', 'jansen', '--links-from', 'koppel');
  const config = readConfig({
    ...{ ...bench.env, ...(await signInSettings()), KOPPEL_PORT: '0', KOPPEL_LOG_LEVEL: 'silent', ...env },
  });
  const errors: string[] = [];
  const log = createLogger('error', { write: (line) => void errors.push(line) });
  const foundation = await openFoundation(config, log);
  releaseAtEnd(() => foundation.close());
  // Loaded here: it awaits while it loads, which would get this module and what it shares with others loaded twice.
  const { openApp } = await import('../../src/app/app.ts');
  const app = await openApp(foundation, { serve: true, work });
  releaseAtEnd(() => app.close());
  if (app.url === null) throw new Error('it does not serve');
  const idOf = async (office: Office, key: string): Promise<string> => {
    const found = await bench.koppel('find', key, '--practice', office, '--json');
    const id = /"id":"([0-9a-f-]{36})"/.exec(found.stdout)?.[1];
    if (id === undefined) throw new Error(`nothing has the key ${key}: ${found.stderr}`);
    return id;
  };
  return { url: app.url, bench, store: foundation.store, idOf, errors };
}

/** Called like the role. */
async function addUser({ env }: KoppelBench, office: Office, role: Role): Promise<void> {
  const args = ['user', 'add', role, '--practice', office, '--role', role];
  const { code, stderr } = await koppelCommand(args, { env, input: `${PASSWORD}\n` });
  if (code !== 0) throw new Error(`koppel user add ended with ${code}: ${stderr}`);
}

/** A page of somebody who has signed in; `null` for the office: of the configuration. */
export async function signedInPage(
  browser: Browser,
  { url }: Pick<OfficePages, 'url'>,
  { office, name, ...look }: BrowserContextOptions & { office: Office | null; name: string },
): Promise<Page> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name="practice"]', office ?? '');
  await page.fill('input[name="name"]', name);
  await page.fill('input[name="password"]', PASSWORD);
  await Promise.all([
    page.waitForURL((address) => !address.pathname.startsWith('/sign-in')),
    page.click('form button'),
  ]);
  return page;
}
