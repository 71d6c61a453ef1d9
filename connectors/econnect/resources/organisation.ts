// The client's organisation in its own environment, where the client activates it.
import type { Wait } from '../../connector.ts';
import { KEPT, readRows, toRecord } from '../../kit/listed-resource.ts';
import { listOrganisations, organisationSchema } from '../assumed.ts';
import { listedBelow, type ReadBelow } from '../look-below.ts';
import { organisationTask } from '../manual-tasks.ts';

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

export const organisation = listedBelow({
  scope: 'client',
  below: ['partnership'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'find',
  read: readOrganisations,
  async find(session, { key, parents }) {
    const rows = await readOrganisations(session, parents);
    return rows.filter((row) => row.key === key && row.wait === undefined).map(toRecord);
  },
  whenAbsent: () => ({ state: 'waiting', ...NOT_ACTIVE }),
  manual: organisationTask,
});
