// The rule that sends a client's purchase invoices to the client for approval, in the workflow engine (an add-on).
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import { createdSchema, createRule, deleteRule, listRules, ruleSchema } from '../assumed.ts';
import { lookBelow, readRows, sendBelow, toRecord, type ReadBelow } from '../look-below.ts';
import { ruleTask } from '../manual-group-tasks.ts';
import { errorCode, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

export const delegationRule: ResourceType<EConnectSettings> = {
  scope: 'client',
  below: ['group', 'organisation'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: false,
  onRemove: 'remove',
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readRules(session, parents);
    return rows.filter((row) => row.key === key).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readRules),
  async *list(session, parents) {
    yield* await readRules(session, parents);
  },

  create: makeRule,

  async remove(session, { portalId }) {
    const request = { ...deleteRule(portalId), accept: [404, ...REFUSED_STATUSES] };
    const response = await session.send(request);
    if (response.status === 404) return { status: 'gone' };
    return isRefused(response) ? refused() : { status: 'done', portalId };
  },

  manual: ruleTask,
};

/** Of the organisation that the parents name, where they name one. */
const readRules: ReadBelow = async (session, { group = '', organisation }) => {
  if (group === '') return [];
  const rows = await readRows(session, listRules(group), ruleSchema);
  return rows
    .filter((row) => organisation === undefined || row.organisation === organisation)
    .map(({ id, documents }) => ({ portalId: id, key: documents, attributes: {} }));
};

async function makeRule(session: EConnectSession, { parents }: Creation): Promise<Outcome> {
  const { group = '', organisation = '' } = parents;
  const response = await sendBelow(session, { ...createRule(group, organisation), accept: REFUSED_STATUSES });
  if (response.status === 404) throw parentMissing();
  if (!isRefused(response)) {
    return { status: 'done', portalId: parseAnswer(createdSchema, response, 'POST').id };
  }
  return errorCode(response) === 'EXISTS' ? { status: 'taken' } : refused('delegatePurchaseInvoices');
}
