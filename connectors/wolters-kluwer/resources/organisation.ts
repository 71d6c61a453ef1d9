// The client's organisation, found by both its numbers [seed]. What the portal does not know is added in the name of the
// primary employee, who thereby becomes its administrator [seed].
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Outcome, PortalRecord, Target } from '../../connector.ts';
import { KEPT, seenResource } from '../../kit/listed-resource.ts';
import { refused } from '../../kit/write.ts';
import { addOrganisation, findOrganisation, organisationSchema } from '../assumed.ts';
import { organisationTask } from '../manual-tasks.ts';
import { numbersOfKey } from '../numbers.ts';
import { write } from '../refusals.ts';
import { employeesOf, type PandaSession } from '../settings.ts';

export const organisation = seenResource({
  scope: 'client',
  evidence: 'assumed',
  // It is the client's own: what the client calls it stays.
  onlyAtCreation: ['name'],
  ...KEPT,
  repeat: 'find',
  neverTwice: true,

  find,
  async see(session: PandaSession, target) {
    const record = (await find(session, target)).find(({ portalId }) => portalId === target.portalId);
    return record === undefined ? { state: 'absent' } : { state: 'present', record };
  },

  async create(session, { key, attributes }): Promise<Outcome> {
    const numbers = numbersOfKey(key);
    const [primary] = employeesOf(session.settings);
    if (numbers === null || primary === undefined) return refused('wkCustomerNumber');
    return write(session, addOrganisation(primary.email, { ...numbers, name: attributes.name }), {
      done: (response) => ({
        status: 'done',
        portalId: parseAnswer(organisationSchema, response, 'POST').id,
      }),
      byCode: { EXISTS: { status: 'taken' }, NUMBERS_DISAGREE: refused('wkCustomerNumber') },
    });
  },

  manual: organisationTask,
});

/** Either number alone finds nothing, and both find one at the most. [seed] */
async function find(session: PandaSession, { key }: Target): Promise<readonly PortalRecord[]> {
  const numbers = numbersOfKey(key);
  if (numbers === null) return [];
  const response = await session.send(findOrganisation(numbers));
  return parseAnswer(organisationSchema.array(), response, 'GET').map(({ id, name }) => ({
    portalId: id,
    key,
    attributes: { name },
  }));
}
