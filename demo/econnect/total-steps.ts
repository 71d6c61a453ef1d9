// The end of the story, added up: nobody was mailed twice about the same thing.
import { ofEverybody } from '../koppel-views.ts';
import { tellNumbers } from '../print-standings.ts';
import { countContacts, MANAGERS, type Office } from './office.ts';
import type { PortalState } from './portal-eyes.ts';
import { view, type Step } from './step.ts';

export function totalSteps(office: Office): readonly Step[] {
  const { clients, accepting, sharing, parting, invoiced, declining, silent, leaving } = office;
  const partnered = accepting.length + sharing.length;
  const lateComers = 1;
  return [
    {
      name: 'totals',
      story: { en: 'At the end everything is added up.', nl: 'Aan het einde wordt alles opgeteld.' },
      sandbox: view({
        read: async ({ portal }) => {
          const { mails, maxOpenPerDomain } = await portal.state();
          return {
            mails: countMails(mails),
            mailedTwice:
              mails.length -
              new Set(mails.map(({ to, occasion, reference }) => `${occasion} ${to} ${reference}`)).size,
            mostOpenPerDomain: Math.max(0, ...Object.values(maxOpenPerDomain)),
          };
        },
        expected: {
          mails: {
            request: clients.length,
            'member-invited': partnered * MANAGERS.length,
            'task-delegated': countContacts([invoiced]),
          },
          mailedTwice: 0,
          mostOpenPerDomain: 1,
        },
        tell: (read) => ({
          en: `Mails sent: ${tellNumbers(read.mails)}. Mailed twice about the same: ${read.mailedTwice}. Most requests open at once at a domain: ${read.mostOpenPerDomain}.`,
          nl: `Gestuurde mails: ${tellNumbers(read.mails)}. Tweemaal over hetzelfde gemaild: ${read.mailedTwice}. Meeste verzoeken tegelijk open bij een domein: ${read.mostOpenPerDomain}.`,
        }),
      }),
      koppel: ofEverybody(
        { IN_SYNC: partnered - 1, REQUEST_DECLINED: 1, REQUEST_NOT_ACCEPTED: 1, LINK_OFF: 2 },
        {
          IN_SYNC: countContacts([...accepting, ...sharing]) - countContacts([parting]) + lateComers,
          HELD_BY_CLIENT: countContacts([declining, silent]),
          CLIENT_LINK_OFF: countContacts([leaving, parting]),
        },
      ),
    },
  ];
}

/** By occasion. */
export function countMails(mails: PortalState['mails']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { occasion } of mails) counts[occasion] = (counts[occasion] ?? 0) + 1;
  return counts;
}
