// Which operations a person does in the portal instead of Koppel (rules 17 and 26), and what may be read there.
import type { PortalConnector } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import { mayCall, showsAbsence, type PortalCall, type ShownTypes } from '../domain/call-permission.ts';
import type { Action, TraitsByType, TypeTraits } from '../plan/known.ts';

export interface Place {
  readonly connector: Pick<PortalConnector, 'resources'>;
  readonly connection: ShownTypes & Pick<StoredConnection, 'policy'>;
}

type Connected = ShownTypes & Pick<StoredConnection, 'settings' | 'policy'>;

/** Of a connection as it was read: every plan of a run asks, and it is the same. */
const traitsByConnection = new WeakMap<Connected, TraitsByType>();

/** The types of a connection, in the order in which they are made. */
export function traitsOf(connector: PortalConnector, connection: Connected): TraitsByType {
  const known = traitsByConnection.get(connection);
  if (known !== undefined) return known;
  const traits = judgeTraits(connector, connection);
  traitsByConnection.set(connection, traits);
  return traits;
}

function judgeTraits(connector: PortalConnector, connection: Connected): TraitsByType {
  const settings = connector.settings.parse(connection.settings);
  const place = { connector, connection };
  const traits = Object.entries(connector.resources).map(([name, type]): [string, TypeTraits] => [
    name,
    {
      ...type,
      onRemove: type.removalBy?.(settings) ?? type.onRemove,
      leftToPerson: new Set(
        CALLS.filter((each) => isLeftToPerson(place, name, each)).map(([action]) => action),
      ),
      showsAbsence: showsAbsence(place, name),
    },
  ]);
  return new Map(traits);
}

type ActionByCall = readonly [Action, PortalCall];
/** A type whose calls are only assumed is not even read. */
const CALLS: readonly ActionByCall[] = [
  ...(['create', 'read-back', 'look'] as const).map((action): ActionByCall => [action, 'all']),
  ...(['update', 'remove', 'resend'] as const).map((action): ActionByCall => [action, action]),
  ['withdraw', 'remove'],
];

function isLeftToPerson(place: Place, name: string, [action, call]: ActionByCall): boolean {
  const type = place.connector.resources[name];
  if (type === undefined || !mayCall(place, name, call)) return true;
  if (action === 'look' || action === 'read-back') return false;
  const { policy } = place.connection;
  // Before version 9.3 of the practice software, and where the connection says so, a person unlinks.
  const unlinks = action === 'remove' && type.grantsAccess && policy.propagateUnlinks === 'manual';
  return unlinks || (type.managed === 'written' && policy.manualTypes.includes(name));
}

/** Where a write is never answered, looking tells what came of it, and nobody need be asked. */
export function isSeenAgain(place: Place, type: string): boolean {
  return place.connector.resources[type]?.repeat !== 'never' && showsAbsence(place, type);
}
