// What goes wrong between Koppel and practice software that it reads: calls that are lost, tokens whose answer is lost, pages
// that fail, limits. An office works there meanwhile.
import { OFFICE } from '../support/exact-office.ts';
import { readNow } from './agree-software.ts';
import type { Fault } from './fault.ts';
import { SHAPES } from './lab.ts';
import { CHANGES } from './play-change.ts';
import type { Random } from './seeded-random.ts';
import type { Software } from './software.ts';

interface Trouble {
  readonly name: string;
  readonly weight?: Fault['weight'];
  readonly begin: (software: Software, random: Random) => Promise<unknown>;
  /** Of the calls that it made. Default: all come. */
  readonly calls?: (texts: readonly string[], random: Random) => readonly string[];
  readonly end?: (software: Software) => Promise<unknown>;
}

const DEEDS = 4;
const MINUTES = [6, 31, 61];

function whileRead({ name, weight = 'light', begin, calls = all, end }: Trouble): Fault {
  return {
    ...{ name, weight, shapes: SHAPES },
    happen: (lab, random) =>
      lab.software.alone(async (software) => {
        await begin(software, random);
        for (let left = DEEDS; left > 0; left -= 1) {
          const deed = random.pick(Object.keys(OFFICE));
          lab.diary.write(`${name}: ${deed}`);
          lab.diary.count(CHANGES);
          await OFFICE[deed]?.({ exact: software.exact, random });
        }
        await software.collectCalls();
        for (const text of calls(software.calls.splice(0), random)) await software.call(text);
        await software.passMinutes(random.pick(MINUTES));
        await readNow(lab, software);
        await end?.(software);
        lab.diary.count(name);
      }),
  };
}

const all = (texts: readonly string[]): readonly string[] => texts;
const nothing = (): Promise<void> => Promise.resolve();
const fails = ({ exact }: Software, fault: object): Promise<void> => exact.tell('POST /faults', fault);
const page = (random: Random): string =>
  random.pick(['/sync/Deleted', '/sync/CRM/Accounts', '/sync/CRM/Contacts', '/crm/']);
const noPage = { match: { path: '/(sync|crm|webhooks|system)/' }, fault: '503', times: 1_000, label: 'away' };

export const SOFTWARE_FAULTS: readonly Fault[] = [
  whileRead({ name: 'calls of software lost', begin: nothing, calls: () => [] }),
  whileRead({
    name: 'calls of software doubled',
    begin: nothing,
    calls: (texts, random) => random.shuffle([...texts, ...texts]),
  }),
  whileRead({
    name: 'page of software fails',
    begin: (software, random) =>
      fails(software, {
        ...{ match: { path: page(random) }, fault: random.pick(['html-500', '503', '500']) },
        times: random.pick([1, 3]),
      }),
  }),
  whileRead({
    name: 'page of software lost',
    begin: (software, random) =>
      fails(software, {
        ...{ match: { path: '/sync/' }, fault: random.pick(['page-lost', 'next-lost', 'bodiless', 'busy']) },
      }),
  }),
  whileRead({
    name: 'software away',
    begin: (software) => fails(software, noPage),
    end: ({ exact }) => exact.tell('DELETE /faults'),
  }),
  whileRead({
    name: 'token of software lost',
    begin: (software) => fails(software, { match: { path: 'oauth2/token' }, fault: 'timeout-after-commit' }),
  }),
  whileRead({
    name: 'password of software changed',
    begin: ({ exact }) => exact.act('user change-password'),
  }),
  whileRead({
    name: 'day of software used up',
    begin: ({ exact }) => exact.act('program spend', { calls: 0, callsOfDay: 5_000 }),
    end: (software) => software.nextDay(),
  }),
  whileRead({
    name: 'key of software blocked',
    begin: ({ exact }) => exact.act('exact block-key'),
    end: (software) => software.passMinutes(24 * 60),
  }),
  whileRead({
    name: 'software moved',
    begin: ({ exact }) => exact.act('exact move-division'),
    end: (software) => software.passMinutes(24 * 60),
  }),
  whileRead({
    name: 'clock of software wrong',
    begin: (software, random) => software.setClock(random.pick([-300, -60, 0, 180])),
  }),
  // It is waited for, up to a minute of the clock.
  whileRead({
    name: 'minute of software used up',
    weight: 'heavy',
    begin: ({ exact }) => exact.act('program spend', { calls: 60 }),
  }),
];
