// What Koppel says, as the steps of the story look at it: over all clients, or about one of them, in the words that the
// office would read.
import { isReasonCode, reasonCodes, reasonOf, type ReasonCode } from '../src/domain/reasons.ts';
import type { Facts, View } from './steps.ts';

/** Only says of which facts a view is. */
function view<Read extends Facts>(made: View<unknown, Read>): View {
  return made;
}

type Reasons = Readonly<Record<string, number>>;

/** All clients by reason, and for how many of them somebody must act. `advice`: what Koppel tells the office about it. */
export function ofAllClients(
  clients: Reasons,
  mustAct: Readonly<Record<string, number>>,
  advice?: ReasonCode,
): View {
  return view({
    read: async ({ koppel }) => ({
      clients: (await koppel.counts()).clients.byReason,
      mustAct: await koppel.mustAct(),
    }),
    expected: { clients, mustAct },
    tell: (read) =>
      `${tellReasons(read.clients)} ${tellActors(read.mustAct)}${advice === undefined ? '' : ` Advice: "${reasonOf(advice).remedyEn}"`}`,
  });
}

/** Clients and contacts by reason. */
export function ofEverybody(clients: Reasons, contacts: Reasons): View {
  return view({
    read: async ({ koppel }) => {
      const counts = await koppel.counts();
      return { clients: counts.clients.byReason, contacts: counts.contacts.byReason };
    },
    expected: { clients, contacts },
    tell: (read) => `Clients: ${tellReasons(read.clients)} Contacts: ${tellReasons(read.contacts)}`,
  });
}

/** Until the event that tells of it has come in. */
const UNKNOWN = 'unknown';

/** One client or contact, by its key. */
export function ofOne(
  { key, name }: { key: string; name: string },
  reason: ReasonCode,
  mustAct: readonly string[] = [],
): View {
  return view({
    read: async ({ koppel }) => {
      const standing = await koppel.standing(key);
      return {
        state: standing?.state ?? UNKNOWN,
        reason: standing?.reason ?? UNKNOWN,
        mustAct: standing?.mustAct ?? [],
      };
    },
    expected: { state: reasonOf(reason).state, reason, mustAct },
    tell: (read) => {
      const told = `${name}: ${isReasonCode(read.reason) ? reasonOf(read.reason).en : read.reason}`;
      return read.mustAct.length === 0 ? told : `${told} To act: ${read.mustAct.map(nameActor).join(', ')}.`;
    },
  });
}

function tellReasons(reasons: Reasons): string {
  return reasonCodes()
    .filter((code) => reasons[code] !== undefined)
    .map((code) => `${reasons[code] ?? 0} × "${reasonOf(code).en}"`)
    .join(' ');
}

const ACTORS: Readonly<Record<string, string>> = {
  client: 'the client',
  contact: 'the contact',
  employee: 'a colleague',
  practice: 'the office',
  portal: 'the portal',
};

function nameActor(actor: string): string {
  return ACTORS[actor] ?? actor;
}

function tellActors(actors: Readonly<Record<string, number>>): string {
  const told = Object.entries(actors).map(([actor, clients]) => `${nameActor(actor)} (${clients})`);
  return told.length === 0 ? 'Nobody has to act.' : `To act: ${told.join(', ')}.`;
}
