// Where the records of the demo's practice stand, as `koppel status` counts them.
import { connectorOf } from '../src/app/portals.ts';
import { countStandings, NO_COUNTS, type ConnectionCounts } from '../src/database/people/status.ts';
import { accessTypesOfPortals } from '../src/engine/access-types.ts';
import { PRACTICE_ID, type Demo } from './story.ts';

export async function readStandings({ foundation, story, connectionId }: Demo): Promise<ConnectionCounts> {
  const accessTypes = accessTypesOfPortals([story.portal], connectorOf);
  const counts = await foundation.store.inPractice(PRACTICE_ID, (tx) => countStandings(tx, accessTypes));
  return counts.get(connectionId) ?? NO_COUNTS;
}
