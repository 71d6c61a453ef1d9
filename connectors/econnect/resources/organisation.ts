// The client's organisation in its own environment, where the client activates it.
import type { ResourceType, Seen } from '../../connector.ts';
import { madeByOthers } from '../../made-by-others.ts';
import { listOrganisations, organisationSchema } from '../assumed.ts';
import { lookBelow, observeBelow, readRows, toRecord, type ReadBelow } from '../look-below.ts';
import { organisationTask } from '../manual-tasks.ts';
import type { EConnectSettings } from '../settings.ts';

export const organisation: ResourceType<EConnectSettings> = {
  scope: 'client',
  below: ['partnership'],
  evidence: 'assumed',
  managed: 'observed',
  create: madeByOthers,
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readActive(session, parents);
    return rows.filter((row) => row.key === key).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readActive),
  observe: (session, targets) =>
    observeBelow(session, targets, { read: readActive, whenAbsent: () => NOT_ACTIVE }),
  async *list(session, parents) {
    yield* await readActive(session, parents);
  },

  manual: organisationTask,
};

const NOT_ACTIVE: Seen = { state: 'waiting', on: 'client', what: 'ORGANISATION_NOT_ACTIVE' };

/** One that is not active counts as not there yet. */
const readActive: ReadBelow = async (session, { partnership = '' }) => {
  if (partnership === '') return [];
  const rows = await readRows(session, listOrganisations(partnership), organisationSchema);
  return rows
    .filter(({ active }) => active)
    .map(({ party }) => ({ portalId: party, key: party, attributes: {} }));
};
