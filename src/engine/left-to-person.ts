// Which operations a person does in the portal instead of Koppel (rules 17 and 26), and what may be read there.
import type { PortalConnector, ResourceType } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Action, TraitsByType, TypeTraits } from '../plan/known.ts';

export interface Place {
  readonly connector: Pick<PortalConnector, 'id' | 'resources'>;
  readonly connection: Pick<StoredConnection, 'provenTypes' | 'policy'>;
}

/** The types of a connection, in the order in which they are made. */
export function traitsOf(
  connector: PortalConnector,
  connection: Pick<StoredConnection, 'settings' | 'provenTypes' | 'policy'>,
): TraitsByType {
  const settings = connector.settings.parse(connection.settings);
  const traits = Object.entries(connector.resources).map(([name, type]): [string, TypeTraits] => [
    name,
    {
      ...type,
      onRemove: type.removalBy?.(settings) ?? type.onRemove,
      leftToPerson: new Set(
        ACTIONS.filter((action) => isLeftToPerson({ connector, connection }, name, action)),
      ),
      showsAbsence: showsAbsence({ connector, connection }, name),
    },
  ]);
  return new Map(traits);
}

const ACTIONS = ['create', 'update', 'remove', 'read-back', 'look', 'resend', 'withdraw'] as const;

function isLeftToPerson(place: Place, name: string, action: Action): boolean {
  const { connector, connection } = place;
  const type = connector.resources[name];
  // A type whose calls are only assumed is not even read until they were proven on this portal.
  if (type === undefined || mayNotBeCalled(connection, connector, name)) return true;
  if (action === 'look' || action === 'read-back') return false;
  const { policy, provenTypes } = connection;
  // Before version 9.3 of the practice software, and where the connection says so, a person unlinks.
  const unlinks = action === 'remove' && type.grantsAccess && policy.propagateUnlinks === 'manual';
  const isByHand = type.managed === 'written' && policy.manualTypes.includes(name);
  return unlinks || isByHand || (isAssumed(type, action) && !provenTypes.includes(name));
}

function isAssumed({ assumedWrites = [] }: ResourceType, action: Action): boolean {
  return assumedWrites.some((write) => write === (action === 'withdraw' ? 'remove' : action));
}

/**
 * Whether what this portal does not show is gone: the one place that says what may be called verified, and whether there is
 * any use in looking (decision 21).
 */
export function showsAbsence({ connector, connection }: Place, type: string): boolean {
  const { absence = 'documented' } = connector.resources[type] ?? {};
  return absence === 'documented' || (absence === 'proven' && connection.provenTypes.includes(type));
}

/** Where a write is never answered, looking tells what came of it, and nobody need be asked. */
export function isSeenAgain(place: Place, type: string): boolean {
  return place.connector.resources[type]?.repeat !== 'never' && showsAbsence(place, type);
}

/** [assumed] calls, and what hangs below such a type: nobody has learned from the portal by which id it is addressed. */
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
