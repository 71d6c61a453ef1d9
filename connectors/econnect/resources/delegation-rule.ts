// The rule that sends a client's purchase invoices to the client for approval, in the workflow engine (an add-on).
import { readRows } from '../../kit/listed-resource.ts';
import { createRule, deleteRule, listRules, ruleSchema } from '../assumed.ts';
import { doneWithId, listedBelow, makeBelow, takeAway } from '../look-below.ts';
import { ruleTask } from '../manual-group-tasks.ts';

export const delegationRule = listedBelow({
  scope: 'client',
  below: ['group', 'organisation'],
  evidence: 'assumed',
  grantsAccess: false,
  onRemove: 'remove',
  repeat: 'find',
  /** Of the organisation that the parents name, where they name one. */
  async read(session, { group = '', organisation }) {
    if (group === '') return [];
    const rows = await readRows(session, listRules(group), ruleSchema);
    return rows
      .filter((row) => organisation === undefined || row.organisation === organisation)
      .map(({ id, documents }) => ({ portalId: id, key: documents, attributes: {} }));
  },
  create: (session, { parents: { group = '', organisation = '' } }) =>
    makeBelow(session, createRule(group, organisation), {
      done: doneWithId,
      field: 'delegatePurchaseInvoices',
    }),
  remove: (session, { portalId }) => takeAway(session, deleteRule(portalId), { done: portalId }),
  manual: ruleTask,
});
