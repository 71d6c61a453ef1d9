// Complete exports that lack a kind of record, or much of it, twice: nothing is taken away before a person agrees (rule 22).
// Then the next export shows all again, at once or after a person has said no; or the person says yes.
import { answer, viewNow } from './agree.ts';
import type { Fault } from './fault.ts';
import { insist, insistOnRead } from './insist.ts';
import { SHAPES, type Lab } from './lab.ts';
import { letSomebodyIn } from './let-in.ts';
import { isCertainlyInside, type Change, type ContactState, type Practice } from './practice-model.ts';
import type { Random } from './seeded-random.ts';

const vanishedKind: Fault = {
  name: 'vanished kind',
  weight: 'light',
  shapes: SHAPES,
  oftenInVain: true,
  happen: (lab, random) =>
    lab.exports.alone(async () => {
      await letSomebodyIn(lab, random);
      await lab.sender.whenTold();
      const practice = lab.model.practice();
      const gone = chooseGone(practice, random);
      const inside = [...practice.contacts.values()].filter(
        (contact) => gone.has(contact.now.key) && isCertainlyInside(practice, contact),
      );
      if (inside.length === 0) return;
      const isMeant = random.chance(0.2);
      lab.diary.write(`${gone.size} records vanish from the exports, ${isMeant ? '' : 'not '}meant`);
      const times = [lab.model.tick(), lab.model.tick()] as const;
      if (isMeant) deleteAll(lab, gone);
      const before = lab.model.practice();
      for (const asOf of times) await lab.exports.write(practice, { asOf, leftOut: gone });
      await beAsked(lab, before, { inside, since: times[0] });
      lab.diary.count('vanished kind');
      if (isMeant || random.chance(0.5)) await answer(lab, isMeant ? 'approve' : 'reject');
      if (!isMeant) await lab.exports.write(lab.model.practice(), { asOf: lab.model.tick() });
    }),
};

/** All contacts, or half of the clients with theirs: so many that it cannot be believed. */
function chooseGone({ clients, contacts }: Practice, random: Random): ReadonlySet<string> {
  const alive = [...contacts.values()].filter(({ now }) => !now.deleted);
  const there = [...clients.values()].filter(({ now }) => !now.deleted).map(({ now }) => now.key);
  const chosen = new Set(random.shuffle(there).slice(0, Math.ceil(there.length / 2)));
  const theirs = alive.filter(({ now }) => chosen.has(now.clientKey));
  // Three are believed, and a fifth.
  const isTooMany = chosen.size > 3 && theirs.length > Math.max(4, 0.3 * alive.length);
  return isTooMany && random.chance(0.4)
    ? new Set([...chosen, ...theirs.map(({ now }) => now.key)])
    : new Set(contacts.keys());
}

/** The practice means it. Where the exports are not read in time, those of the quiet moment tell it. */
function deleteAll({ model, sender }: Lab, gone: ReadonlySet<string>): void {
  const at = { deleted: true, changedAt: model.tick(), aheadMs: 0 };
  const { clients, contacts } = model.practice();
  const changes: Change[] = [
    ...[...contacts.values()].map(({ now }) => ({ record: 'contact' as const, fields: { ...now, ...at } })),
    ...[...clients.values()].map(({ now }) => ({ record: 'client' as const, fields: { ...now, ...at } })),
  ];
  for (const change of changes.filter(({ fields }) => gone.has(fields.key))) {
    model.change(change);
    sender.lose(change);
  }
}

interface Vanished {
  readonly inside: readonly ContactState[];
  /** When the first export that lacks them began. */
  readonly since: number;
}

/**
 * Waits for the question, unless more was said of all of them since, be it by an export of another server. Until it is
 * answered nobody may be outside.
 */
async function beAsked(lab: Lab, before: Practice, { inside, since }: Vanished): Promise<void> {
  await insistOnRead(lab);
  await insist(lab, 'a person is asked about what vanished', async () => {
    const isToBeAsked =
      !lab.exports.hasShownSince(since) && inside.some((contact) => isUntouched(lab, before, contact));
    return !isToBeAsked || (await lab.ledger.openQuestions()) > 0;
  });
  const { access } = await viewNow(lab);
  const now = lab.model.practice();
  const outside = inside.filter(({ now: { key, clientKey, email } }) => {
    const [contact, client] = [now.contacts.get(key), now.clients.get(clientKey)];
    if (email === null || contact === undefined || !isCertainlyInside(now, contact)) return false;
    return client?.numbers.every((number) => access.get(number)?.includes(email) !== true) === true;
  });
  if (outside.length === 0) return;
  const names = outside.map(({ now }) => now.key).join(', ');
  throw new Error(`${names} vanished from exports, and lost access before anybody was asked (rule 22)`);
}

/** Neither changed since, nor touched by hand in the portal. */
function isUntouched({ model }: Lab, before: Practice, { now }: ContactState): boolean {
  const { clients, contacts } = model.practice();
  return (
    contacts.get(now.key) === before.contacts.get(now.key) &&
    clients.get(now.clientKey) === before.clients.get(now.clientKey)
  );
}

export const VANISH_FAULTS: readonly Fault[] = [vanishedKind];
