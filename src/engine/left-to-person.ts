// Which operations a person does in the portal instead of Koppel (rules 17 and 26): asked by the run, and by whoever shows
// what a run would do.
import type { PortalConnector, ResourceType } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Operation } from '../plan/make-plan.ts';

export interface Place {
  readonly connector: Pick<PortalConnector, 'id' | 'resources'>;
  readonly connection: Pick<StoredConnection, 'provenTypes' | 'policy'>;
}

type Write = Exclude<Operation['action'], 'look' | 'read-back' | 'withdraw'>;

/** Before version 9.3 of the practice software, and where the connection says so, a person unlinks. */
export function isLeftToPerson(place: Place, { action, type }: Pick<Operation, 'action' | 'type'>): boolean {
  if (action === 'look' || action === 'read-back') return mayNotBeRead(place, type);
  const unlinks = action === 'remove' && place.connector.resources[type]?.grantsAccess === true;
  if (unlinks && place.connection.policy.propagateUnlinks === 'manual') return true;
  return isManual(place, type, action === 'withdraw' ? 'remove' : action);
}

/**
 * [assumed] calls until `connection test` has proven them on this very portal, and what the connection says a person does.
 */
export function isManual({ connector, connection }: Place, type: string, action: Write): boolean {
  const resource = connector.resources[type];
  if (resource === undefined) throw new Error(`portal ${connector.id} has no resource type ${type}`);
  if (mayNotBeCalled(connection, type, resource)) return true;
  if (resource.managed === 'written' && connection.policy.manualTypes.includes(type)) return true;
  return (
    action !== 'create' &&
    resource.assumedWrites?.includes(action) === true &&
    !connection.provenTypes.includes(type)
  );
}

/** A type whose calls are only assumed is not even read until they were proven on this portal. */
export function mayNotBeRead({ connector, connection }: Place, type: string): boolean {
  const resource = connector.resources[type];
  return resource !== undefined && mayNotBeCalled(connection, type, resource);
}

export function mayNotBeCalled(
  { provenTypes }: Pick<StoredConnection, 'provenTypes'>,
  name: string,
  { evidence }: Pick<ResourceType, 'evidence'>,
): boolean {
  return evidence === 'assumed' && !provenTypes.includes(name);
}
