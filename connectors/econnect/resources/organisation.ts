// The client's organisation in its own environment, where the client activates it.
import type { ResourceType, Wait } from '../../connector.ts';
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
    const rows = await readOrganisations(session, parents);
    return rows.filter((row) => row.key === key && row.wait === undefined).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readOrganisations),
  observe: (session, targets) =>
    observeBelow(session, targets, {
      read: readOrganisations,
      whenAbsent: () => ({ state: 'waiting', ...NOT_ACTIVE }),
    }),
  async *list(session, parents) {
    const rows = await readOrganisations(session, parents);
    yield* rows.filter(({ wait }) => wait === undefined);
  },

  manual: organisationTask,
};

const NOT_ACTIVE: Wait = { on: 'client', what: 'ORGANISATION_NOT_ACTIVE' };

/** One that is not active does not count, and is known all the same: its members stay, and may have to be taken out. */
const readOrganisations: ReadBelow = async (session, { partnership = '' }) => {
  if (partnership === '') return [];
  const rows = await readRows(session, listOrganisations(partnership), organisationSchema);
  return rows.map(({ party, active }) => ({
    ...{ portalId: party, key: party, attributes: {} },
    ...(active ? {} : { wait: NOT_ACTIVE }),
  }));
};
