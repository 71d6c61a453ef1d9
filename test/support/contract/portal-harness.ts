// What a portal's harness tells the contract suite: how its sandbox is started, the sample, what people do there by hand, and
// what the portal cannot have, with the reason. A member that is left out where it is needed makes the test say so.
import type { Claim, EligibleClient, PortalConnector, Session } from '../../../connectors/connector.ts';
import type { Reasons } from './declared.ts';
import type { Pushed } from './push-claims.ts';
import type { SandboxDoor } from './sandbox-door.ts';

export interface PortalHarness<S, C> {
  readonly connector: PortalConnector<S, C>;
  start(): Promise<{ url: string; adminUrl: string; close(): Promise<void> }>;
  readonly settings: S;
  readonly credentials: C;
  readonly wrongCredentials: C;
  /** A client with two contacts of different people. Its claims try every type of the connector. */
  readonly sample: EligibleClient;
  /** Types that the sample does not claim, and why. */
  readonly notInSample?: Reasons;
  /** What people do in the portal about a claim that waits for them, or why nothing waits there. */
  readonly people?: ((door: SandboxDoor, claim: Claim) => Promise<void>) | string;
  /** Types that the portal does not list, or not all of: they are looked at one by one. */
  readonly notListed?: Reasons;
  /** Types that are found under another portal id than the one they were made with. */
  readonly foundOtherwise?: Reasons;
  /** Types of which Koppel gives or takes away one at a time. */
  readonly oneByOne?: Reasons;
  /** Types of which the portal answers a removal alike, whether there was something to take away or not. */
  readonly removedBlindly?: Reasons;
  /** Why the portal does not say of a second one of the first type that it is taken. */
  readonly neverTaken?: string;
  /** The sample after one field was changed, and the one request that this takes. */
  readonly changed: EligibleClient;
  readonly changedRequest: ChangedRequest;
  /** The request that takes an access away. */
  readonly removingRequest?: { readonly method: string; readonly path?: string };
  /** Why no record of the first type is shown late. */
  readonly neverLate?: string;
  /** A type without parents, with a natural key that the portal keeps unique. */
  readonly firstType: string;
  /** The request that makes a record of the first type, where it is not the first POST. */
  readonly makingRequest?: { readonly method: string; readonly path: string };
  /** Why the portal has no session that it could end before its time: one token is given, and refused for good. */
  readonly noSessions?: string;
  /** Texts that must never stand in an error. */
  readonly secrets: readonly string[];
  /** What the portal must hold before anything can be made in it. */
  prepare?(door: SandboxDoor): Promise<void>;
  /** Makes two records by hand with the natural key of the sample's first type, or says why there cannot be two. */
  readonly duplicates?: ((door: SandboxDoor) => Promise<void>) | string;
  /** Deletes the sample's record of the first type by hand, or says why nobody can. */
  readonly deleteByHand?: ((door: SandboxDoor) => Promise<void>) | string;
  /**
   * Gives the record of the first type a field that Koppel does not know, and returns a look at what became of it; or says
   * why the portal has none.
   */
  readonly foreignField?:
    ((session: Session<S>, target: Pushed['target']) => Promise<() => Promise<unknown>>) | string;
}

interface ChangedRequest {
  readonly method: string;
  readonly body: Record<string, unknown>;
  /** Picks what `body` is compared with, where a request holds more than that. */
  of?(body: unknown): unknown;
  /** Why something is read before the change is sent. */
  readonly readsFirst?: string;
}
