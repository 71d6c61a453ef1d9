// Walks the eConnect connector through its sandbox, over real HTTP, one resource of one client and its contact at a time.
import { expect } from 'chai';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { settingsSchema, type EConnectSession } from '../../../connectors/econnect/settings.ts';
import type {
  Claim,
  EligibleClient,
  Outcome,
  ResourceType,
  Seen,
  Target,
} from '../../../connectors/connector.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import { openEConnect, RONALD } from './econnect-session.ts';
import { openDoor, type SandboxDoor } from './sandbox-door.ts';
import { client, contact } from './sample-records.ts';

export const PARTY = 'NL:KVK:12345678';
export const OWN = 'NL:KVK:87654321';
export const BOSS = 'baas@bakker.example.nl';
export const CARLA = 'carla@bakker.example.nl';
export const ANNA = 'anna@kantoor.example.nl';
export const TRAINEE = 'stagiair@kantoor.example.nl';

export const SETTINGS = settingsSchema.parse({
  authorisationRequests: 'soap',
  relationshipManagers: [{ email: RONALD }],
  members: [ANNA],
  shares: [
    { location: 'documents', level: 'edit', with: 'group' },
    { location: 'inbox-in', level: 'read', with: 'organisation' },
    { location: 'inbox-out', level: 'full', with: { user: ANNA } },
  ],
  delegatePurchaseInvoices: true,
  ownOrganisation: OWN,
});
export const CLIENT: EligibleClient = {
  client: client({ email: BOSS }),
  linkSettings: {},
  contacts: [
    {
      contact: contact({ id: 'carla', email: CARLA }),
      linkSettings: { role: 'Member', inviteToOwnOrganisation: 'Member' },
    },
  ],
  employees: [],
};

type Known = Target & { portalId: string };

/** What it waits for, or else what it is. */
export function tells(seen: Seen | Outcome): string {
  if ('what' in seen) return seen.what;
  return 'status' in seen ? seen.status : seen.state;
}

/** Registers the hooks of a describe block: a sandbox for all of it, empty before each test. */
export function useWalk() {
  let close: () => Promise<void>;
  let door: SandboxDoor;
  let session: EConnectSession;
  let open: (options?: Parameters<typeof openEConnect>[2]) => EConnectSession;
  /** What stands, by ref. */
  let targets: Map<string, Known>;

  before(async () => {
    const sandbox = await startEConnectSandbox();
    close = () => sandbox.close();
    door = openDoor(sandbox.adminUrl);
    open = (options = {}) =>
      openEConnect(sandbox.url, SANDBOX_CREDENTIALS, {
        ...{ settings: SETTINGS, tokens: createTokenCache(), now: () => new Date() },
        ...options,
      });
  });
  beforeEach(async () => {
    await door.reset();
    const seeded = await door.post('/seed', {
      colleagues: [
        { email: RONALD, platformRole: 'Advanced', relationshipManager: true },
        { email: ANNA, platformRole: 'Advanced' },
        { email: TRAINEE, platformRole: 'Basic' },
      ],
      ownOrganisations: [OWN],
    });
    expect(seeded.status).to.equal(204);
    session = open();
    targets = new Map();
  });
  after(() => close());

  const type = (name: string): ResourceType<typeof SETTINGS> => econnect.resources[name]!;
  const { claims } = econnect.wanted(CLIENT, SETTINGS);
  const claimOf = (ref: string): Claim => claims.find((claim) => claim.ref === ref)!;
  const targetOf = ({ key, ref, parents }: Claim): Target => ({
    key,
    portalId: targets.get(ref)?.portalId ?? null,
    parents: Object.fromEntries(
      parents.map((parent) => [claimOf(parent).type, targets.get(parent)?.portalId ?? '']),
    ),
  });
  const stands = (ref: string, portalId: string) =>
    void targets.set(ref, { ...targetOf(claimOf(ref)), portalId });
  const create = async (ref: string): Promise<Outcome> => {
    const claim = claimOf(ref);
    const outcome = await type(claim.type).create(session, {
      ...targetOf(claim),
      attributes: claim.attributes,
    });
    const portalId = 'portalId' in outcome ? outcome.portalId : undefined;
    if (portalId !== undefined) stands(ref, portalId);
    return outcome;
  };
  const observe = async (ref: string): Promise<Seen> => {
    const claim = claimOf(ref);
    const [seen] = await type(claim.type).observe!(session, [targetOf(claim)]);
    if (seen?.record !== undefined) stands(ref, seen.record.portalId);
    return seen!;
  };
  const look = async (ref: string): Promise<Seen> =>
    (await type(claimOf(ref).type).look(session, [targets.get(ref)!]))[0]!;
  const remove = (ref: string): Promise<Outcome> =>
    type(claimOf(ref).type).remove!(session, targets.get(ref)!);
  const act = async (human: string, does: string, fields: Record<string, unknown> = {}): Promise<void> => {
    const response = await door.post('/act', { human, does, ...fields });
    expect(response.ok, `${human} ${does}: ${response.status}`).to.equal(true);
  };
  const mails = async () => {
    const shown = await door.read('/mails');
    return Object.values(shown).map((mail) => JSON.stringify(mail));
  };

  /** The boss has accepted, and everything that stands by itself after that was seen. */
  const accepted = async () => {
    await create('request');
    await act('client', 'accept', { email: BOSS });
    for (const ref of ['request', 'partnership', 'organisation'])
      expect(tells(await observe(ref))).to.equal('present');
  };
  const connected = async () => {
    await accepted();
    expect(tells(await create(`manager:${RONALD}`))).to.equal('done');
  };
  /** Carla has registered and is connected. */
  const joined = async () => {
    await connected();
    await act('user', 'join', { email: CARLA });
    expect(tells(await observe('user:carla'))).to.equal('present');
    expect(tells(await create('connection:carla'))).to.equal('done');
  };
  const grouped = async () => {
    await joined();
    expect(tells(await create('group'))).to.equal('done');
  };

  return {
    get session() {
      return session;
    },
    set session(other: EConnectSession) {
      session = other;
    },
    get door() {
      return door;
    },
    get targets() {
      return targets;
    },
    open: (options?: Parameters<typeof openEConnect>[2]) => open(options),
    ...{ type, claims, claimOf, targetOf, stands, create, observe, look, remove, act, mails },
    ...{ accepted, connected, joined, grouped },
  };
}
