// What the portal must look like, held against what it looks like. Pure; every difference is a sentence. Where two orders
// of events are both right (two people want one address), every right outcome is accepted, and nothing else.
import {
  contactsOf,
  humanOf,
  isEligible,
  mayBePushed,
  momentOf,
  mostMails,
  type ClientState,
  type ContactState,
  type Moment,
  type Practice,
} from './practice-model.ts';
import { withoutSpaces, type PortalView } from './portal-view.ts';

/** Records that somebody made by hand beside ours, as they were made: Koppel must leave them alone (rule 18). */
export type ByHand = ReadonlyMap<string, string>;

export interface Comparison {
  readonly practice: Practice;
  readonly portal: PortalView;
  readonly byHand: ByHand;
}

export function comparePortal(given: Comparison): readonly string[] {
  const comparison = { ...given, byHand: leftAlone(given) };
  return [
    ...wrongEntities(comparison),
    ...wrongAccess(comparison),
    ...wrongPeople(comparison),
    ...wrongByHand(comparison),
    ...twice(comparison),
    ...tooManyMails(comparison),
  ];
}

/** Whoever alone stands under an address that somebody wants is taken over: ours may have got another address since. */
function leftAlone({ practice, portal, byHand }: Comparison): ByHand {
  const takenOver = portal.people.filter(
    ({ email }) =>
      portal.people.filter((other) => other.email === email).length === 1 &&
      claimantsOf(practice, email).length > 0,
  );
  return new Map([...byHand].filter(([id]) => !takenOver.some((person) => person.id === id)));
}

type Entity = PortalView['entities'][number];

function entitiesOf({ portal, byHand }: Comparison, { numbers }: ClientState): readonly Entity[] {
  return portal.entities.filter(({ id, number }) => !byHand.has(id) && numbers.includes(number));
}

function wrongEntities(comparison: Comparison): readonly string[] {
  const { practice, portal, byHand } = comparison;
  const problems: string[] = [];
  for (const client of practice.clients.values()) {
    const { key, number } = client.now;
    const found = entitiesOf(comparison, client);
    if (found.length > 1) problems.push(`client ${key} has ${found.length} entities (rule 14)`);
    if (!mayBePushed(client.now)) continue;
    const wanted = shown({ number, ...entityFields(client) });
    const seen = found.map((entity) => shown({ number: entity.number, ...entity.fields })).join(' and ');
    if (seen !== wanted) problems.push(`client ${key} must be ${wanted}, is ${seen || 'absent'}`);
  }
  const known = new Set([...practice.clients.values()].flatMap(({ numbers }) => numbers));
  const strange = portal.entities.filter(({ id, number }) => !known.has(number) && !byHand.has(id));
  return [...problems, ...strange.map(({ number }) => `entity ${number} belongs to no client`)];
}

function entityFields({ now: { name, phone, city } }: ClientState): Record<string, string> {
  return { name, phone: withoutSpaces(phone), city, type: 'A' };
}

function wrongAccess(comparison: Comparison): readonly string[] {
  const { practice, portal } = comparison;
  const problems: string[] = [];
  for (const client of practice.clients.values()) {
    const seen = client.numbers.flatMap((number) => portal.access.get(number) ?? []);
    const { must, may } = accessAt(comparison, client);
    const at = `at client ${client.now.key}`;
    for (const email of must)
      if (!seen.includes(email)) problems.push(`${email} must have access ${at}, and has none`);
    for (const email of seen)
      if (!must.has(email) && !may.has(email)) problems.push(`${email} has access ${at}, and must not`);
  }
  const known = new Set([...practice.clients.values()].flatMap(({ numbers }) => numbers));
  const strange = [...portal.access.keys()].filter((number) => !known.has(number));
  return [...problems, ...strange.map((number) => `somebody has access to the unknown entity ${number}`)];
}

interface Wishes {
  readonly must: ReadonlySet<string>;
  readonly may: ReadonlySet<string>;
}

/** E-mail addresses that must have access at one client, and those for which both is right. */
function accessAt(comparison: Comparison, client: ClientState): Wishes {
  const must = new Set<string>();
  const may = new Set<string>();
  for (const contact of contactsOf(comparison.practice, client.now.key)) {
    if (!isEligible(comparison.practice, contact.now)) continue;
    if (contact.now.email === null) keepFrozen(contact, client, { must, may });
    else if (holderOf(comparison, contact.now.email) === humanOf(contact.now)) must.add(contact.now.email);
  }
  return { must, may };
}

/**
 * Rule 12: without an address nothing more is pushed, and what stands stays. Whether it stood is certain when nothing else
 * happened since the portal last agreed.
 */
function keepFrozen(
  { agreedEmail, changes, openings }: ContactState,
  { changedSinceAgreement }: ClientState,
  { must, may }: { must: Set<string>; may: Set<string> },
): void {
  const isCertain = !changedSinceAgreement && changes <= 1;
  if (isCertain && agreedEmail !== null) must.add(agreedEmail);
  if (!isCertain) for (const email of Object.keys(openings)) may.add(email);
}

/** Rule 11: the one human who holds an address; where several want it, the portal tells who was first. */
function holderOf({ practice, portal }: Comparison, email: string): string | null {
  const rivals = claimantsOf(practice, email);
  const humans = [...new Set(rivals.map(({ now }) => humanOf(now)))];
  if (humans.length <= 1) return humans[0] ?? null;
  const inside = rivals.filter(({ now }) =>
    (practice.clients.get(now.clientKey)?.numbers ?? []).some((number) =>
      (portal.access.get(number) ?? []).includes(email),
    ),
  );
  const [first] = inside.map(({ now }) => humanOf(now));
  return first ?? humans[0] ?? null;
}

function claimantsOf(practice: Practice, email: string): readonly ContactState[] {
  return [...practice.contacts.values()].filter(
    ({ now }) => now.email === email && isEligible(practice, now),
  );
}

function wrongPeople(comparison: Comparison): readonly string[] {
  const { practice, portal, byHand } = comparison;
  const emails = new Set([...practice.contacts.values()].flatMap(({ now }) => now.email ?? []));
  return [...emails].flatMap((email) => {
    const holder = holderOf(comparison, email);
    if (holder === null) return [];
    const people = portal.people.filter((person) => person.email === email && !byHand.has(person.id));
    const seen = people.map(({ fields }) => shown(fields)).join(' and ');
    const right = leadersOf(claimantsOf(practice, email).filter(({ now }) => humanOf(now) === holder));
    return right.includes(seen) ? [] : [`${email} must be ${right.join(' or ')}, is ${seen || 'absent'}`];
  });
}

/**
 * Rule 11: the latest change leads; of several of one moment, any may. A version in which no data changed may count as a
 * change or not: whether Koppel looked at the client again in between decides.
 */
function leadersOf(contacts: readonly ContactState[]): readonly string[] {
  const latest = (at: (contact: ContactState) => Moment): readonly ContactState[] => {
    const last = Math.max(...contacts.map((contact) => at(contact).earliest));
    return contacts.filter((contact) => at(contact).latest >= last);
  };
  const leaders = [...latest(({ now }) => momentOf(now)), ...latest((contact) => contact.dataChangedAt)];
  return [
    ...new Set(
      leaders.map(({ now: { firstName, lastName, mobile } }) =>
        shown({ firstName, lastName, mobile: withoutSpaces(mobile) }),
      ),
    ),
  ];
}

function wrongByHand({ portal, byHand }: Comparison): readonly string[] {
  const seen = new Map([
    ...portal.entities.map(({ id, number, fields }) => [id, shown({ number, ...fields })] as const),
    ...portal.people.map(({ id, email, fields }) => [id, shown({ email, ...fields })] as const),
  ]);
  return [...byHand].flatMap(([id, as]) =>
    seen.get(id) === as ? [] : [`what was made by hand as ${as} is ${seen.get(id) ?? 'gone'} (rule 18)`],
  );
}

function twice({ portal, byHand }: Comparison): readonly string[] {
  const own = portal.people.filter(({ id }) => !byHand.has(id));
  return [
    ...repeated(own.map(({ email }) => email)).map((email) => `${email} is two people in the portal`),
    ...repeated(portal.groups).map((name) => `there are two groups named ${name}`),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Mails go by entity: one that was deleted by hand and made again is another one for the same client. */
function tooManyMails({ practice, portal }: Comparison): readonly string[] {
  const numberById = new Map(portal.entities.map(({ id, number }) => [id, number]));
  const problems: string[] = [];
  for (const { now, numbers } of practice.clients.values()) {
    const own = portal.mails.filter(({ entityId }) => numbers.includes(numberById.get(entityId) ?? ''));
    for (const email of new Set(own.map((mail) => mail.email))) {
      const count = own.filter((mail) => mail.email === email).length;
      const most = mostMails(practice, now.key, email);
      if (count > most)
        problems.push(`${email} was mailed ${count} times about client ${now.key}, at most ${most} is right`);
    }
  }
  return problems;
}

export function shown(fields: Readonly<Record<string, string>>): string {
  return Object.values(fields).join(' / ');
}
