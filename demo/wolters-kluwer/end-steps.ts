// A link is cut, and everything is added up: nobody was mailed twice about the same thing.
import { ofEverybody, ofOne } from '../koppel-views.ts';
import { countMails, roleOf } from './count-members.ts';
import { EMPLOYEE, type Office } from './office.ts';
import { clientUnlinked } from './office-files.ts';
import type { AskedRequest } from './portal-eyes.ts';
import { view, type Step } from './step.ts';

export function endSteps(office: Office): readonly Step[] {
  return [unlinked(office), totals(office)];
}

function unlinked({ parting }: Office): Step {
  const { client } = parting;
  return {
    name: 'unlinked',
    story: `${client.name} is unlinked. Koppel takes the application access away first, then the membership.`,
    play: ({ demo }) => demo.practiceSoftware.send(clientUnlinked(parting, demo.story.connection)),
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        return {
          removed: removals(await portal.asked()),
          office: roleOf(state, parting, EMPLOYEE.email),
          administrator: roleOf(state, parting, parting.boss.email),
        };
      },
      expected: { removed: ['applications', 'members'], office: 'none', administrator: 'administrator' },
      tell: (read) =>
        `First of the ${read.removed.join(', then of the ')}. The role of the office is now: ${read.office}; its own administrator is there still.`,
    }),
    koppel: ofOne({ key: client.key, name: client.name }, 'LINK_OFF'),
  };
}

/** From what something was removed, in the order in which the sandbox was asked to. */
function removals(asked: readonly AskedRequest[]): readonly string[] {
  return asked
    .filter(({ method }) => method === 'DELETE')
    .map(({ path }) => (path.includes('/applications/') ? 'applications' : 'members'));
}

function totals({ known, unknown }: Office): Step {
  const inSync = known.length - 2 + unknown.length;
  return {
    name: 'totals',
    story: 'At the end everything is added up.',
    sandbox: view({
      read: async ({ portal }) => {
        const state = await portal.state();
        const told = state.mails.map(({ to, occasion, reference }) => `${occasion} ${to} ${reference ?? ''}`);
        return { mails: countMails(state), mailedTwice: told.length - new Set(told).size };
      },
      expected: {
        mails: {
          'confirm-account': 1 + unknown.length,
          'join-request': known.length * 2,
          'join-approved': known.length - 1,
          invitation: unknown.length,
        },
        mailedTwice: 0,
      },
      tell: (read) =>
        `Mails sent: ${tellNumbers(read.mails)}. Mailed twice about the same: ${read.mailedTwice}.`,
    }),
    koppel: ofEverybody(
      { IN_SYNC: inSync, MEMBERSHIP_DECLINED: 1, WK_NUMBER_MISSING: 1, LINK_OFF: 1 },
      { IN_SYNC: unknown.length },
    ),
  };
}

export function tellNumbers(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
