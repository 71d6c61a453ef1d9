// What Koppel says, as the steps of the story look at it: over all clients, or about one of them, in the words that the
// office would read.
import { isReasonCode, reasonCodes, reasonOf, type ReasonCode } from '../src/domain/reasons.ts';
import { remedyText } from '../src/domain/reason-text.ts';
import { inEach, type Language, type Text } from '../src/domain/text.ts';
import { ACTORS, actorOf } from '../src/domain/who-acts.ts';
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
      inEach((lang) => {
        const told = `${tellReasons(read.clients, lang)} ${tellActors(read.mustAct, lang)}`;
        return advice === undefined ? told : `${told} ${WORDS.advice[lang]}: "${remedyText(advice, lang)}"`;
      }),
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
    tell: (read) => ({
      en: `Clients: ${tellReasons(read.clients, 'en')} Contacts: ${tellReasons(read.contacts, 'en')}`,
      nl: `Klanten: ${tellReasons(read.clients, 'nl')} Contactpersonen: ${tellReasons(read.contacts, 'nl')}`,
    }),
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
    tell: ({ reason: found, mustAct: actors }) =>
      inEach((lang) => {
        const told = `${name}: ${isReasonCode(found) ? reasonOf(found)[lang] : found}`;
        const named = actors.map((actor) => nameActor(actor, lang)).join(', ');
        return actors.length === 0 ? told : `${told} ${WORDS.act[lang]}: ${named}.`;
      }),
  });
}

function tellReasons(reasons: Reasons, lang: Language): string {
  return reasonCodes()
    .filter((code) => reasons[code] !== undefined)
    .map((code) => `${reasons[code] ?? 0} × "${reasonOf(code)[lang]}"`)
    .join(' ');
}

const WORDS = {
  act: { en: 'To act', nl: 'Aan zet' },
  nobody: { en: 'Nobody has to act.', nl: 'Niemand is aan zet.' },
  advice: { en: 'Advice', nl: 'Advies' },
} as const satisfies Record<string, Text>;

function nameActor(actor: string, lang: Language): string {
  return ACTORS[actorOf(actor)][lang];
}

function tellActors(actors: Readonly<Record<string, number>>, lang: Language): string {
  const told = Object.entries(actors).map(([actor, clients]) => `${nameActor(actor, lang)} (${clients})`);
  return told.length === 0 ? WORDS.nobody[lang] : `${WORDS.act[lang]}: ${told.join(', ')}.`;
}
