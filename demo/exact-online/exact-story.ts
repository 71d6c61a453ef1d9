// The demo's story for a source: a firm whose relations stand in Exact Online, and who works together in CaseWare Cloud. What
// is changed in the one shows in the other, each change timed, and at the end source, ledger and portal are compared.
import { z } from 'zod';
import { sourceContext } from '../../src/app/open-sources.ts';
import { changePractice } from '../../src/database/records/practices.ts';
import { addHints } from '../../src/database/records/source-hints.ts';
import { writeSourceCredentials } from '../../src/database/records/source-state.ts';
import { inEach, type Text } from '../../src/domain/text.ts';
import {
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
  startExactOnlineSandbox,
} from '../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { readBackDoor } from '../back-door.ts';
import { caseWareStory } from '../caseware-story.ts';
import { settle } from '../settle.ts';
import { readStandings } from '../standings.ts';
import { PRACTICE_ID, type Audience, type Demo, type DemoStory, type Sandbox } from '../story.ts';
import { waitUntil } from '../wait-until.ts';
import { readMark } from '../movement.ts';
import { idOf, inventOffice, LINKED, readWanted } from './office.ts';

const PUBLIC_URL = 'https://koppel.example.nl';

interface Step {
  readonly step: string;
  /** From the change in Exact Online until CaseWare Cloud shows it. */
  readonly seconds: number;
}

export const exactOnlineStory: DemoStory = {
  ...caseWareStory,
  title: 'Exact Online and CaseWare Cloud',
  publicUrl: PUBLIC_URL,
  async play(demo, audience) {
    const exact = await startExactOnlineSandbox({ switches: { hookOrigin: demo.url } });
    try {
      const report = await playIn({ demo, exact, audience });
      return {
        report,
        // Each step was told with its seconds.
        print: () => undefined,
        stay: {
          en: 'Exact Online, CaseWare Cloud and Koppel agree. Ctrl-C ends the demo.',
          nl: 'Exact Online, CaseWare Cloud en Koppel zijn het eens. Ctrl-C beëindigt de demo.',
        },
      };
    } finally {
      await exact.close();
    }
  },
};

interface Stage {
  readonly demo: Demo;
  readonly exact: Sandbox;
  readonly audience: Audience;
}

async function playIn(stage: Stage): Promise<{ steps: readonly Step[]; compared: Compared }> {
  const { demo, exact, audience } = stage;
  const office = inventOffice();
  await tell(exact, '/seed', office);
  audience.narrator.say({
    en: 'A person of the firm lets Koppel into Exact Online, and everything is read:',
    nl: 'Iemand van het kantoor laat Koppel toe tot Exact Online, en alles wordt gelezen:',
  });
  await connect(stage);
  const steps = [
    await time(stage, { en: 'everything is read and pushed', nl: 'alles is gelezen en doorgezet' }, () =>
      read(demo),
    ),
  ];
  await compare(stage);
  steps.push(...(await changeInOffice(stage)));
  return { steps, compared: await compare(stage) };
}

/** The changes of a day, one after another. */
async function changeInOffice(stage: Stage): Promise<readonly Step[]> {
  const { demo, exact } = stage;
  const account = (nth: number) => idOf(`client ${nth}`);
  const inOffice = (does: string, fields: object) => () =>
    tell(exact, '/act', { human: 'office', does, ...fields });
  return [
    await time(
      stage,
      { en: 'a relation turns suspect', nl: 'een relatie wordt suspect' },
      inOffice('put-account', { ID: account(3), Status: 'S' }),
    ),
    await time(
      stage,
      { en: 'a contact leaves', nl: 'een contactpersoon vertrekt' },
      inOffice('delete', { ID: idOf('contact 5 anna') }),
    ),
    await time(
      stage,
      { en: 'a relation is taken out of the portal', nl: 'een relatie wordt uit het portaal genomen' },
      inOffice('put-account', { ID: account(7), Classification1: null }),
    ),
    await time(
      stage,
      { en: 'the suspect is a client again', nl: 'de suspect is weer klant' },
      inOffice('put-account', { ID: account(3), Status: 'C' }),
    ),
    await time(
      stage,
      {
        en: 'a call of Exact is lost, and made good by looking',
        nl: 'een aanroep van Exact gaat verloren, en kijken vangt dat op',
      },
      async () => {
        await tell(exact, '/hook-faults', { fault: 'lost' });
        await inOffice('put-account', { ID: account(9), Status: 'A' })();
        await read(demo);
      },
    ),
  ];
}

/** What `koppel source connect` does, and the person whom it asks. */
async function connect({ demo, exact }: Stage): Promise<void> {
  const { store, sealer } = demo.foundation;
  const { clientId, clientSecret, webhookSecret } = SANDBOX_CREDENTIALS;
  const credentials = JSON.stringify({ clientId, clientSecret, webhookSecret });
  const link = { classification: 1, codes: [LINKED], contacts: 'all' };
  await store.inPractice(PRACTICE_ID, async (tx) => {
    const settings = { links: { [demo.story.connection]: link } };
    await changePractice(tx, {
      source: { kind: 'software', software: 'exact-online', baseUrl: exact.url, settings },
    });
    await writeSourceCredentials(tx, {
      ...{ practiceId: PRACTICE_ID, redirectUri: REDIRECT_URI, startAnew: true },
      credentials: sealer.seal(credentials, sourceContext(PRACTICE_ID)),
    });
  });
  const address = await demo.app.sources.beginSignIn(PRACTICE_ID, 'demo');
  const page = await fetch(address, { redirect: 'manual' });
  const back = new URL(page.headers.get('location') ?? '');
  const callback = await fetch(`${demo.url}${back.pathname}${back.search}`);
  if (!callback.ok) throw new Error('Koppel did not take the code of Exact Online.');
}

async function read({ foundation, app }: Demo): Promise<void> {
  await foundation.store.inPractice(PRACTICE_ID, (tx) =>
    addHints(tx, PRACTICE_ID, [{ kind: 'any', key: '', byDate: false }]),
  );
  await app.runJob('read-source', { practiceId: PRACTICE_ID });
}

async function time(stage: Stage, step: Text, does: () => Promise<void>): Promise<Step> {
  const { demo, audience } = stage;
  const begun = performance.now();
  await does();
  await waitUntil(async () => (await misfits(stage)).length === 0, {
    what: `"${step.en}" to show in the portal`,
    everyMs: 50,
    signal: audience.signal,
    readMark: () => readMark(demo),
  });
  await settle(demo, audience.signal);
  const seconds = (performance.now() - begun) / 1000;
  audience.narrator.say(inEach((lang) => `  ${step[lang]}: ${seconds.toFixed(1)} s`));
  return { step: step.en, seconds };
}

const accessSchema = z.object({ people: z.array(z.string()) });

/** Clients of which the portal shows others than Exact Online says. */
async function misfits({ demo, exact }: Stage): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { number, people } of await readWanted(exact)) {
    const path = `/access?entityNo=${encodeURIComponent(number)}`;
    const shown = (await readBackDoor(demo.sandbox, path, accessSchema)).people.toSorted();
    if (shown.join(' ') !== people.join(' ')) wrong.push(number);
  }
  return wrong;
}

interface Compared {
  readonly clients: number;
  readonly accesses: number;
}

/** Source, ledger and portal must agree. */
async function compare(stage: Stage): Promise<Compared> {
  const wanted = (await readWanted(stage.exact)).filter(({ people }) => people.length > 0);
  const clients = wanted.length;
  const accesses = wanted.reduce((sum, { people }) => sum + people.length, 0);
  const counts = await readStandings(stage.demo);
  const told = { clients: counts.clients.byState['in-sync'], accesses: counts.contacts.byState['in-sync'] };
  const wrong = await misfits(stage);
  if (wrong.length > 0 || told.clients !== clients || told.accesses !== accesses)
    throw new Error(
      `They do not agree: ${clients} clients and ${accesses} accesses in Exact Online, ${told.clients} and ${told.accesses} in Koppel, and ${wrong.length} clients with others in the portal.`,
    );
  return { clients, accesses };
}

async function tell({ adminUrl }: Sandbox, path: string, body: object): Promise<void> {
  const answer = await fetch(`${adminUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The sandbox of Exact Online answered ${answer.status} to ${path}.`);
}
