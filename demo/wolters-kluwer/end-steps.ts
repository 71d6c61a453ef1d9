// A link is cut, and everything is added up: nobody was mailed twice about the same thing.
import { ofEverybody, ofOne } from '../koppel-views.ts';
import { tellNumbers } from '../print-standings.ts';
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
    story: {
      en: `${client.name} is unlinked. Koppel takes the application access away first, then the membership.`,
      nl: `${client.name} wordt ontkoppeld. Koppel haalt eerst de toegang tot de applicatie weg, dan het lidmaatschap.`,
    },
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
      tell: (read) => ({
        en: `First of the ${read.removed.join(', then of the ')}. The role of the office is now: ${read.office}; its own administrator is there still.`,
        nl: `Eerst uit ${read.removed.join(', dan uit ')}. De rol van het kantoor is nu: ${read.office}; de eigen beheerder is er nog.`,
      }),
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
    story: { en: 'At the end everything is added up.', nl: 'Aan het einde wordt alles opgeteld.' },
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
      tell: (read) => ({
        en: `Mails sent: ${tellNumbers(read.mails)}. Mailed twice about the same: ${read.mailedTwice}.`,
        nl: `Gestuurde mails: ${tellNumbers(read.mails)}. Tweemaal over hetzelfde gemaild: ${read.mailedTwice}.`,
      }),
    }),
    koppel: ofEverybody(
      { IN_SYNC: inSync, MEMBERSHIP_DECLINED: 1, WK_NUMBER_MISSING: 1, LINK_OFF: 1 },
      { IN_SYNC: unknown.length },
    ),
  };
}
