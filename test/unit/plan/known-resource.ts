// Builders with telling defaults, and the laws' random worlds, for the tests of src/plan.
import fc from 'fast-check';
import type { Attributes } from '../../../src/plan/attributes.ts';
import type {
  Action,
  KnownResource,
  StoredClaim,
  TraitsByType,
  TypeTraits,
} from '../../../src/plan/known.ts';
import { identityOf } from '../../../src/plan/settle-claims.ts';
import type { Claim } from '../../../src/plan/wanted.ts';

export const NOW = new Date('2026-03-02T09:00:00Z');

/** A documented type of which Koppel makes, changes and reads everything. */
export const PLAIN = {
  managed: 'written',
  leftToPerson: new Set<Action>(),
  showsAbsence: true,
  repeat: 'find',
} as const;

/** Like a portal with entities, people shared by clients, a group per entity and access through it. */
export const TRAITS: TraitsByType = new Map<string, TypeTraits>([
  [
    'entity',
    {
      ...PLAIN,
      grantsAccess: false,
      onRemove: 'keep',
      deactivated: { Type: 'I' },
      keyInUse: 'NUMBER_IN_USE',
      takeOver: 'when-owner-deleted',
    },
  ],
  [
    'person',
    {
      ...PLAIN,
      grantsAccess: false,
      onRemove: 'keep',
      keyInUse: 'EMAIL_IN_USE',
      takeOver: 'when-unclaimed',
    },
  ],
  [
    'group',
    {
      ...PLAIN,
      grantsAccess: false,
      onRemove: 'keep',
      keyInUse: 'NUMBER_IN_USE',
      takeOver: 'when-unclaimed',
    },
  ],
  [
    'access',
    {
      ...PLAIN,
      grantsAccess: true,
      onRemove: 'remove',
      keyInUse: 'EMAIL_IN_USE',
      takeOver: 'when-unclaimed',
    },
  ],
]);

export function stored(claim: Partial<StoredClaim> = {}): StoredClaim {
  return {
    clientId: 'bakker',
    subject: { kind: 'contact', id: 'jan' },
    attributes: {},
    changedAt: NOW,
    claimedAt: NOW,
    released: false,
    ...claim,
  };
}

export function resource(known: Partial<KnownResource> = {}): KnownResource {
  const { parents = [], key = '' } = known;
  return {
    id: 'resource',
    type: 'access',
    identity: identityOf(parents, key),
    key,
    owner: 'contact:jan',
    ownerDeleted: false,
    parents,
    portalId: 'portal-id',
    state: 'present',
    attributes: {},
    stored: {},
    origin: 'created',
    refused: null,
    refusedReason: null,
    refusedField: null,
    doubtful: false,
    revokeState: null,
    revokeApproved: false,
    waitingOn: null,
    waitingFor: null,
    waitingSince: null,
    asked: null,
    lookAgainAt: null,
    unconfirmed: null,
    confirmed: null,
    unansweredUntil: null,
    grantUnansweredUntil: null,
    changeUnansweredUntil: null,
    tried: [],
    openTask: null,
    writtenAt: null,
    claims: [stored()],
    keptFor: [],
    ...known,
  };
}

function claim(wish: Partial<Claim> & Pick<Claim, 'type'>): Claim {
  return {
    ref: wish.type,
    subject: { kind: 'client', id: 'bakker' },
    key: '',
    owner: 'client:bakker',
    parents: [],
    needs: [],
    attributes: {},
    changedAt: NOW,
    ...wish,
  };
}

export const attributesArbitrary: fc.Arbitrary<Attributes> = fc.dictionary(
  fc.oneof(fc.constantFrom('Name', 'Phone', 'City'), fc.string({ maxLength: 3 })),
  fc.oneof(fc.string({ maxLength: 2 }), fc.integer({ min: -1, max: 1 }), fc.boolean(), fc.constant(null)),
  { maxKeys: 6, noNullPrototype: true },
);

/** What the practice software says of one client: its number, its contacts and their e-mails and humans. */
export interface Wish {
  readonly clientId: string;
  readonly eligible: boolean;
  readonly number: string;
  readonly contacts: readonly {
    readonly id: string;
    readonly email: string;
    readonly human: string;
    readonly phone: string;
  }[];
}

const CLIENTS = ['bakker', 'visser', 'smit'];

export const wishArbitrary: fc.Arbitrary<Wish> = fc.constantFrom(...CLIENTS).chain((clientId) =>
  fc.record({
    clientId: fc.constant(clientId),
    eligible: fc.boolean().map((no) => !no),
    number: fc.constantFrom('100', '200', '300'),
    contacts: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom(`${clientId}-1`, `${clientId}-2`, `${clientId}-3`),
        email: fc.constantFrom('info@example.nl', 'jan@example.nl', 'piet@example.nl'),
        human: fc.constantFrom('', 'person:7', 'person:8'),
        phone: fc.constantFrom('1', '2'),
      }),
      { selector: ({ id }) => id, maxLength: 3 },
    ),
  }),
);

export function claimsOf({ clientId, eligible, number, contacts }: Wish): readonly Claim[] {
  if (!eligible) return [];
  const client = { owner: `client:${clientId}`, subject: { kind: 'client', id: clientId } as const };
  const forContacts = contacts.flatMap(({ id, email, human, phone }) => {
    const mine = { owner: human === '' ? `contact:${id}` : human, subject: { kind: 'contact', id } as const };
    return [
      claim({ ...mine, type: 'person', ref: `person:${id}`, key: email, attributes: { Phone: phone } }),
      claim({ ...mine, type: 'access', ref: `access:${id}`, parents: ['group', `person:${id}`] }),
    ];
  });
  return [
    claim({ ...client, type: 'entity', key: number, attributes: { EntityNo: number, Type: 'A' } }),
    claim({ ...client, type: 'group', parents: ['entity'] }),
    ...forContacts,
  ];
}
