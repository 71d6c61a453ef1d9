// Which operations a person does in the portal instead of Koppel (rules 17 and 26): asked by the run, and by whoever shows
// what a run would do.
import type { PortalConnector } from '../../connectors/connector.ts';
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
  if (mayNotBeCalled(connection, connector, type)) return true;
  if (resource.managed === 'written' && connection.policy.manualTypes.includes(type)) return true;
  return (
    action !== 'create' &&
    resource.assumedWrites?.includes(action) === true &&
    !connection.provenTypes.includes(type)
  );
}

/**
 * Whether what this portal does not show is gone: the one place that says what may be called verified, and whether there is
 * any use in looking (decision 21).
 */
export function showsAbsence({ connector, connection }: Place, type: string): boolean {
  const { absence = 'documented' } = connector.resources[type] ?? {};
  return absence === 'documented' || (absence === 'proven' && connection.provenTypes.includes(type));
}

/** A type whose calls are only assumed is not even read until they were proven on this portal. */
export function mayNotBeRead({ connector, connection }: Place, type: string): boolean {
  return mayNotBeCalled(connection, connector, type);
}

/** Nor is what hangs below such a type: nobody has learned from the portal by which id it is addressed. */
export function mayNotBeCalled(
  connection: Pick<StoredConnection, 'provenTypes'>,
  connector: Pick<PortalConnector, 'resources'>,
  name: string,
): boolean {
  const type = connector.resources[name];
  if (type === undefined) return true;
  if (type.evidence === 'assumed' && !connection.provenTypes.includes(name)) return true;
  return (type.below ?? []).some((parent) => mayNotBeCalled(connection, connector, parent));
}
