// Document shares and delegation rules, which hang on a partner group. [assumed]
import { randomUUID } from 'node:crypto';
import {
  created,
  emailOf,
  fieldsOf,
  NO_CONTENT,
  notFound,
  ok,
  oneOf,
  refusal,
  textOf,
  type Answer,
} from './answer.ts';
import { shows, type Hidable } from '../../sandbox-kit/late-visibility.ts';
import { findGroup, findOrganisation, invalid, type Call } from './call.ts';
import {
  LEVELS,
  LOCATIONS,
  SHARED_WITH,
  type DelegationRule,
  type Group,
  type Share,
} from './sandbox-state.ts';

/** Those that the caller sees; with `?group=`, only of that group. */
function seen<Row extends Hidable & { readonly group: Group }>(
  call: Call,
  rows: readonly Row[],
): readonly Row[] {
  const id = call.query.get('group');
  return rows.filter(
    (row) => shows(row) && findGroup(call, row.group.id) !== null && (id === null || row.group.id === id),
  );
}

export function listShares(call: Call): Answer {
  const shown = seen(call, call.state.shares);
  return ok(shown.map((share) => ({ ...share, group: share.group.id, visibleAt: undefined })));
}

export function createShare(call: Call): Answer {
  const { state, body, visibleAt } = call;
  const location = oneOf(body.location, LOCATIONS);
  const level = oneOf(body.level, LEVELS);
  const target = readTarget(body.with);
  if (location === null || level === null || target === null) return invalid('location, level or with');
  const group = findGroup(call, textOf(body.group));
  if (group === null) return notFound();
  if (target.kind === 'group' && findGroup(call, target.key) === null) return notFound();
  const isThere = state.shares.some(
    (share) =>
      share.group === group &&
      share.location === location &&
      share.with.kind === target.kind &&
      share.with.key === target.key,
  );
  if (isThere) return refusal(409, 'EXISTS');
  const share: Share = { id: randomUUID(), group, location, level, with: target, visibleAt };
  state.shares.push(share);
  return created({ id: share.id });
}

function readTarget(value: unknown): Share['with'] | null {
  const fields = fieldsOf(value);
  const kind = oneOf(fields.kind, SHARED_WITH);
  const key = kind === 'user' ? emailOf(fields.key) : textOf(fields.key);
  return kind === null || key === '' ? null : { kind, key };
}

function findShare(call: Call): Share | null {
  const share = call.state.shares.find(({ id }) => id === call.param('share'));
  return share !== undefined && findGroup(call, share.group.id) !== null ? share : null;
}

export function changeShare(call: Call): Answer {
  const level = oneOf(call.body.level, LEVELS);
  const share = findShare(call);
  if (share === null) return notFound();
  if (level === null) return invalid('level is full, edit or read');
  share.level = level;
  return NO_CONTENT;
}

export function deleteShare(call: Call): Answer {
  const share = findShare(call);
  if (share === null) return notFound();
  call.state.shares = call.state.shares.filter((each) => each !== share);
  return NO_CONTENT;
}

export function listRules(call: Call): Answer {
  const shown = seen(call, call.state.rules);
  return ok(shown.map((rule) => ({ ...rule, group: rule.group.id, visibleAt: undefined })));
}

export function createRule(call: Call): Answer {
  const { state, body, visibleAt } = call;
  if (body.documents !== 'purchase-invoices') return invalid('documents is purchase-invoices');
  const group = findGroup(call, textOf(body.group));
  const organisation = findOrganisation(call, textOf(body.organisation));
  if (group === null || organisation?.environment !== group.partner.environment) return notFound();
  const { party } = organisation;
  if (state.rules.some((rule) => rule.group === group && rule.organisation === party)) {
    return refusal(409, 'EXISTS');
  }
  const rule: DelegationRule = {
    id: randomUUID(),
    group,
    organisation: party,
    documents: 'purchase-invoices',
    visibleAt,
  };
  state.rules.push(rule);
  return created({ id: rule.id });
}

export function deleteRule(call: Call): Answer {
  const rule = call.state.rules.find(({ id }) => id === call.param('rule'));
  if (rule === undefined || findGroup(call, rule.group.id) === null) return notFound();
  call.state.rules = call.state.rules.filter((each) => each !== rule);
  return NO_CONTENT;
}
