// The demo's story for CaseWare Cloud: a day of a practice of 500 clients.
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startCaseWareSandbox,
} from '../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import type { ConnectionCounts } from '../src/database/people/status.ts';
import { readBackDoor } from './back-door.ts';
import { printDay, questionsAbout } from './day-report.ts';
import { describeStay } from './describe-stay.ts';
import { playEvents, type PortalEyes } from './events.ts';
import { inventPractice } from './invent-practice.ts';
import { playDay } from './play-day.ts';
import type { Footing, PortalNumbers, PracticeDay } from './practice-day.ts';
import type { DemoStory, Sandbox } from './story.ts';

const CONNECTION = 'caseware';

const countsSchema = z.object({ byMethod: z.record(z.string(), z.number()) });
const accessSchema = z.object({ people: z.array(z.string()) });
const peopleSchema = z.array(z.object({ BusinessPhone: z.string().nullish() }));
const stateSchema = z.object({
  entities: z.array(z.unknown()),
  users: z.array(z.unknown()),
  mails: z.array(z.unknown()),
  access: z.array(z.object({ people: z.array(z.string()) })),
});

const day: PracticeDay = {
  events: (practice, sandbox) => playEvents(practice, CONNECTION, eyesOn(sandbox)),
  readPortal,
  findMisfits,
};

export const caseWareStory: DemoStory = {
  portal: 'caseware-cloud',
  title: 'CaseWare Cloud',
  connection: CONNECTION,
  credentials: SANDBOX_CREDENTIALS,
  settings: {},
  policy: {},
  provenTypes: ['entity-role'],
  startSandbox: (options) => startCaseWareSandbox({ ...options, switches: { bucket: null, readBack: true } }),
  async play(demo, audience) {
    const report = await playDay(demo, day, audience);
    return {
      report,
      print: (out) => printDay(out, demo, report),
      stay: describeStay(demo, { questions: questionsAbout(inventPractice()) }),
    };
  },
};

function eyesOn(sandbox: Sandbox): PortalEyes {
  return {
    async peopleWithAccess(clientNumber) {
      const path = `/access?entityNo=${encodeURIComponent(clientNumber)}`;
      return (await readBackDoor(sandbox, path, accessSchema)).people;
    },
    async telephoneOf(email) {
      const people = await readBackDoor(sandbox, `/people?email=${encodeURIComponent(email)}`, peopleSchema);
      return people[0]?.BusinessPhone ?? null;
    },
  };
}

async function readPortal(sandbox: Sandbox): Promise<PortalNumbers> {
  const state = await readBackDoor(sandbox, '/state', stateSchema);
  const { byMethod } = await readBackDoor(sandbox, '/counts', countsSchema);
  return {
    entities: state.entities.length,
    people: state.users.length,
    accesses: state.access.reduce((sum, { people }) => sum + people.length, 0),
    mails: state.mails.length,
    requests: byMethod,
  };
}

function findMisfits(counts: ConnectionCounts, portal: PortalNumbers, footing: Footing): string[] {
  const { clientsKept, peopleKept, contactsMerged } = footing;
  const clients = counts.clients.byState['in-sync'];
  const contacts = counts.contacts.byState['in-sync'];
  return [
    compare('entities', portal.entities, clients + clientsKept),
    compare('accesses', portal.accesses, contacts),
    compare('people', portal.people, contacts - contactsMerged + peopleKept),
  ].flat();
}

function compare(what: string, shown: number, expected: number): string[] {
  return shown === expected ? [] : [`The sandbox has ${shown} ${what} where ${expected} are expected.`];
}
