// Safety (docs/rules.md): a practice never sees another practice's anything. Whatever is shown to one is searched for the
// names, addresses and ids of the other, and what operations see for any name at all.
import { expect } from 'chai';
import { z } from 'zod';
import { readBoardJobs, type BoardJob } from '../support/board-jobs.ts';
import type { KoppelResult } from '../support/koppel-process.ts';
import { signIn } from '../support/practice-calls.ts';
import {
  openTwoPractices,
  ownEmail,
  ownNumber,
  sendForged,
  sendRecords,
  sendUnlink,
  SHARED_EMAIL,
  SHARED_KEY,
  type Practice,
  type TwoPractices,
} from '../support/two-practices.ts';
import { waitFor } from '../support/wait-for.ts';

const idSchema = z.object({ id: z.string() });
const totalSchema = z.object({ total: z.number() });
const connectionSchema = z.object({
  clients: totalSchema,
  contacts: totalSchema,
  openTasks: z.number(),
  brakeRequest: idSchema.nullable(),
});
const statusSchema = z.object({
  practices: z.tuple([z.object({ connections: z.tuple([connectionSchema]) })]),
});
const explainedSchema = z.object({ record: z.object({ id: z.string(), clientId: z.string() }) });
const planSchema = z.object({ clients: z.tuple([z.object({ client: idSchema })]) });
const tasksSchema = z.object({ tasks: z.array(idSchema) });
const lineSchema = z.object({ practiceId: z.string().optional(), practice: z.string().optional() });
const descriptionSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Ids. `question`: the task, or the request for approval, that a person of the practice is asked to see to. */
type Known = Readonly<Record<'sharedClient' | 'client' | 'contact' | 'question' | 'connection', string>>;

/** What one of them was shown, or asked for in vain. */
interface Answer {
  readonly practice: Practice;
  readonly about: string;
  readonly code: number | string;
  readonly text: string;
}

/** The operator's dashboard and the viewer's. */
const BOARDS = { olga: '/queues', vera: '/queues/view' };
const PAGES = ['/', '/sign-in', '/sign-out', ...Object.values(BOARDS)];
/** Key and name of a client that only forged calls speak of. */
const FORGED = 'smokkelwaar';

const namesOf = ({ mark }: Practice): readonly string[] => [mark, SHARED_EMAIL];
const found = (text: string, words: readonly string[]): readonly string[] =>
  words.filter((word) => text.toLowerCase().includes(word.toLowerCase()));

describe('two practices in one koppel', function () {
  this.timeout(180_000);
  let world: TwoPractices;
  const known = new Map<Practice, Known>();
  const calls: Answer[] = [];
  const commands: Answer[] = [];
  const searches: Answer[] = [];
  /** Cookies: of nobody, the operator and the viewer. */
  let visitors: readonly string[];
  /** Status, and what the answer says of anybody. */
  let forgedCalls: readonly string[];
  let jobs: readonly BoardJob[];
  let pages: readonly { about: string; text: string }[];
  let log: string;

  const each = <Result>(work: (own: Practice, other: Practice) => Promise<Result>) =>
    Promise.all([work(world.one, world.two), work(world.two, world.one)]);
  const ask = async (practice: Practice, ...args: string[]): Promise<KoppelResult> => {
    const answer = await practice.koppel(...args);
    const text = `${answer.stdout}${answer.stderr}`;
    commands.push({ practice, about: args.join(' '), code: answer.code, text });
    return answer;
  };
  const searchInVain = async (practice: Practice, ...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await practice.koppel(...args);
    searches.push({ practice, about: args.join(' '), code, text: `${stdout}${stderr}` });
  };
  const otherOf = (practice: Practice): Practice => (practice === world.one ? world.two : world.one);
  const knownOf = (practice: Practice): Known => {
    const ids = known.get(practice);
    if (ids === undefined) throw new Error(`Nothing is known of ${practice.id}.`);
    return ids;
  };
  /** Whatever tells that a practice exists, or what it has. */
  const tracesOf = (practice: Practice): readonly string[] => [
    practice.id,
    practice.portal.url,
    ...namesOf(practice).filter((name) => name !== SHARED_EMAIL),
    ...Object.values(knownOf(practice)),
  ];

  before('has both push their records and unlink a contact', async () => {
    world = await openTwoPractices();
    forgedCalls = await each(async (own, other) => {
      const answer = await sendForged(own, other, FORGED);
      return `${answer.status} ${found(await answer.text(), [FORGED, own.id, other.id]).join()}`;
    });
    await each(async (practice) => {
      const sent = await sendRecords(practice);
      await waitFor(async () => (await peopleByEntity(practice)).size === 2, {
        what: 'both clients of a practice to have a contact',
        timeoutMs: 60_000,
      });
      for (const answer of [...sent, await sendUnlink(practice)])
        calls.push({ practice, about: 'webhook', code: answer.status, text: await answer.text() });
    });
  });

  before('asks every command about each', async () => {
    const learned = await each(learn);
    const cookies = await Promise.all(Object.keys(BOARDS).map((name) => signIn(world.address, name)));
    visitors = ['', ...cookies];
    const boards = Object.values(BOARDS).map((path, index) => ({ path, cookie: cookies[index] ?? '' }));
    const read = boards.map(({ path, cookie }) => readBoardJobs(`${world.address}${path}`, cookie));
    jobs = (await Promise.all(read)).flat();
    for (const [practice, ids] of learned) {
      const own = jobs.filter(({ data }) => data['practiceId'] === practice.id);
      const [connection = ''] = own.flatMap(({ data }) => data['connectionId'] ?? []);
      known.set(practice, { ...ids, connection });
    }
  });

  before('asks every command about the other', () =>
    each(async (own, other) => {
      const { client, contact, question } = knownOf(other);
      await searchInVain(own, 'explain', ownEmail(other));
      await searchInVain(own, 'explain', contact);
      await searchInVain(own, 'plan', ownNumber(other));
      await searchInVain(own, 'sync', client);
      if (own === world.one) await searchInVain(own, 'reject', question, '--yes');
      else await searchInVain(own, 'task', 'confirm', question, '--done');
    }),
  );

  before('opens every page, and reads the log', async () => {
    const paths = [...PAGES, ...(await describedPages())];
    pages = await Promise.all(
      visitors.flatMap((cookie) =>
        paths.map(async (path) => {
          const answer = await fetch(`${world.address}${path}`, { headers: { cookie } });
          // As it was led on: from the sign-in, whoever is signed in.
          const about = `${new URL(answer.url).pathname} ${answer.status}`;
          return { about, text: await answer.text() };
        }),
      ),
    );
    await each((practice) =>
      waitFor(() => linesAbout(practice, world.running.log()).some((line) => line.includes('not pushed')), {
        what: 'the job to say that a contact has no address',
      }),
    );
    world.running.child.kill('SIGTERM');
    log = (await world.running.ended).stderr;
  });

  /** Asks until a person of the practice is asked something, then for whatever commands show. */
  const learn = async (practice: Practice) => {
    const asked = await waitFor(() => questionOf(practice), { what: 'a question', timeoutMs: 60_000 });
    await ask(practice, 'approve');
    await ask(practice, 'connection', 'list', '--json');
    await ask(practice, 'explain', SHARED_EMAIL);
    const [task] = tasksSchema.parse((await ask(practice, 'task', 'list', '--json')).json()).tasks;
    const plan = planSchema.parse((await ask(practice, 'plan', SHARED_KEY, '--json')).json());
    const explained = await ask(practice, 'explain', ownEmail(practice), '--json');
    const { record } = explainedSchema.parse(explained.json());
    const ids = {
      sharedClient: plan.clients[0].client.id,
      client: record.clientId,
      contact: record.id,
      question: task?.id ?? asked,
    };
    return [practice, ids] as const;
  };
  const questionOf = async (practice: Practice): Promise<string | null> => {
    const { brakeRequest, openTasks } = connectionIn((await ask(practice, 'status', '--json')).stdout);
    return openTasks > 0 ? 'a task' : (brakeRequest?.id ?? null);
  };
  const describedPages = async (): Promise<readonly string[]> => {
    const answer = await fetch(`${world.address}/openapi.json`);
    const { paths } = descriptionSchema.parse(await answer.json());
    return Object.keys(paths).map((path) => path.replace('{practice}', world.one.id));
  };

  it('refuses a call signed with the secret of the other, and takes nothing from it', () => {
    expect(forgedCalls).to.deep.equal(['401 ', '401 ']);
    const totals = commands
      .filter(({ about }) => about === 'status --json')
      .map((answer) => connectionIn(answer.text))
      .map(({ clients, contacts }) => `${clients.total} clients, ${contacts.total} contacts`);
    expect([...new Set(totals)]).to.deep.equal(['2 clients, 3 contacts']);
  });

  it('answers the calls of one with nothing of the other', () => {
    expect(calls.map(({ code, text }) => `${code} ${text}`)).to.deep.equal(
      Array.from({ length: 12 }, () => '202 {"duplicate":false}'),
    );
  });

  it('shows nothing of the other to a command, and its own', () => {
    for (const { practice, about, text } of commands)
      expect(found(text, tracesOf(otherOf(practice))), `${practice.id}: ${about}`).to.deep.equal([]);
    for (const practice of [world.one, world.two]) {
      const own = commands.filter((answer) => answer.practice === practice).map(({ text }) => text);
      expect(found(own.join('\n'), tracesOf(practice))).to.include.members([
        practice.mark,
        practice.portal.url,
        ...Object.values(knownOf(practice)).slice(0, -1),
      ]);
    }
  });

  it('finds nothing of the other, by address, number, key or id', () => {
    expect(searches).to.have.lengthOf(10);
    for (const { practice, about, code, text } of searches) {
      expect(code, `${practice.id}: ${about}`).to.equal(2);
      expect(found(text, tracesOf(otherOf(practice))), about).to.deep.equal([]);
    }
  });

  it('gives a job the ids of one practice, and no name', () => {
    for (const practice of [world.one, world.two]) {
      const { sharedClient, client, connection } = knownOf(practice);
      const own = jobs.filter(({ data }) => data['practiceId'] === practice.id);
      const clients = new Set(own.flatMap(({ data }) => data['clientId'] ?? []));
      expect([...clients], practice.id).to.have.members([sharedClient, client]);
      expect([...new Set(own.flatMap(({ data }) => data['connectionId'] ?? []))]).to.deep.equal([connection]);
      const webhooks = new Set(own.flatMap(({ data }) => data['webhookId'] ?? []));
      expect(webhooks).to.have.lengthOf(6).and.to.include(`msg_${practice.id}`).and.to.include('msg_1');
      for (const { text } of own)
        expect(found(text, [...tracesOf(otherOf(practice)), ...namesOf(practice)]), text).to.deep.equal([]);
    }
    expect(jobs.filter(({ data }) => !('practiceId' in data) && !('slot' in data))).to.deep.equal([]);
  });

  it('shows no practice on any page, but by its name where an administrator chooses one', () => {
    expect(pages.filter(({ about }) => about === '/queues 200')).to.have.lengthOf.at.least(1);
    expect(pages.filter(({ text }) => text.includes('koppel_jobs_total'))).to.have.lengthOf(3);
    const words = [world.one, world.two].flatMap((practice) => [...tracesOf(practice), ...namesOf(practice)]);
    // Where an administrator of all practices chooses one: their names, and nothing of theirs.
    const nameOfAny = [world.one, world.two].flatMap(({ id, mark }) => [id, mark]);
    for (const { about, text } of pages) {
      const hidden = about === '/ 200' ? words.filter((word) => !nameOfAny.includes(word)) : words;
      expect(found(text, hidden), about).to.deep.equal([]);
    }
  });

  it('writes no name into the log, and no line about one with anything of the other', () => {
    const names = [...namesOf(world.one), ...namesOf(world.two), FORGED];
    const lines = log.split('\n');
    for (const line of lines) expect(found(line, names), line).to.deep.equal([]);
    for (const practice of [world.one, world.two]) {
      const own = linesAbout(practice, log);
      expect(own.join('\n')).to.include('not pushed').and.to.include(knownOf(practice).client);
      for (const line of own) expect(found(line, tracesOf(otherOf(practice))), line).to.deep.equal([]);
    }
  });

  it('brings each record to the portal of its own practice only', async () => {
    await each(async (own, other) => {
      const [state, requests] = [await own.portal.state(), await own.portal.requests()];
      const text = JSON.stringify({ state, requests });
      expect(found(text, [...tracesOf(other), FORGED]), own.id).to.deep.equal([]);
      expect(state.mails.map(({ email }) => email)).to.have.members([SHARED_EMAIL, ownEmail(own)]);
      expect((await peopleByEntity(own)).get(ownNumber(own))).to.deep.equal([ownEmail(own)]);
    });
  });
});

async function peopleByEntity({ portal }: Practice): Promise<ReadonlyMap<string, readonly string[]>> {
  const { access } = await portal.state();
  return new Map(
    access.filter(({ people }) => people.length > 0).map(({ entityNo, people }) => [entityNo, people]),
  );
}

function connectionIn(status: string): z.infer<typeof connectionSchema> {
  return statusSchema.parse(JSON.parse(status)).practices[0].connections[0];
}

/** The last line of a log that is still being written may be half there. */
function linesAbout({ id }: Practice, log: string): readonly string[] {
  return log
    .split('\n')
    .slice(0, -1)
    .filter((text) => {
      const { practiceId, practice } = lineSchema.parse(JSON.parse(text));
      return (practiceId ?? practice) === id;
    });
}
