// The scriptable human: what the office, the user whom Koppel signs in as, Exact and other programs do.
import * as kit from '../../../connectors/sandbox-kit/back-door.ts';
import { invalid, textOf, wholeNumberOf, type Fields } from '../../../connectors/sandbox-kit/answer.ts';
import type { Door } from '../../../connectors/sandbox-kit/portal.ts';
import { blockKey, usageOf } from './limits.ts';
import * as rows from './rows.ts';
import { PRACTICE_DIVISION, SANDBOX_USER, type Row, type SandboxState } from './sandbox-state.ts';
import type { SandboxTokens } from './tokens.ts';

/** `division` of the fields says where: default, that of the practice. */
export function createAct(tokens: SandboxTokens): Door<SandboxState> {
  return kit.act<SandboxState>({
    'office put-account': inOffice(rows.putAccount),
    'office put-contact': inOffice(rows.putContact),
    'office put-classification-name': inOffice(rows.putClassificationName),
    'office put-classification': inOffice(rows.putClassification),
    'office delete': inOffice((place, { ID }) => rows.removeRow(place, textOf(ID))),
    // Somebody else under the key of an account or a contact that is gone.
    'office recycle-key': inOffice(recycleKey),
    'exact move-division': inOffice((place) => rows.moveDivision(place, 'DivisionMoveDate')),
    'exact unlink-hr': inOffice((place) => rows.moveDivision(place, 'DivisionHRLinkUnlinkDate')),
    'exact block-key': after(blockKey),
    'user lose-rights': after(loseRights),
    'user regain-rights': after(({ user }) => (user.hasRights = true)),
    'user change-password': after(() => tokens.revokeAll()),
    'user refuse-consent': after(({ user }) => (user.consents = false)),
    // With the same key.
    'program spend': spendElsewhere,
  });
}

function after(does: (state: SandboxState) => void): kit.Human<SandboxState> {
  return (state) => {
    does(state);
  };
}

/** Answers the row as it is kept. */
function inOffice(does: (place: rows.Place, fields: Fields) => unknown): kit.Human<SandboxState> {
  return (state, { division: code = PRACTICE_DIVISION, ...said }) => {
    const division = state.divisions.get(Number(code));
    if (division === undefined) return invalid('division is no administration');
    const fields = Object.entries(said).filter(([name]) => name !== 'human' && name !== 'does');
    return does({ state, division }, Object.fromEntries(fields));
  };
}

function recycleKey(place: rows.Place, fields: Fields): Row {
  const id = textOf(fields.ID);
  const isContact = place.division.contacts.has(id);
  rows.removeRow(place, id);
  return isContact ? rows.putContact(place, fields) : rows.putAccount(place, fields);
}

/** Subscriptions of a user end with the rights. [doc: can] */
function loseRights(state: SandboxState): void {
  state.user.hasRights = false;
  state.subscriptions = state.subscriptions.filter(({ UserID }) => UserID !== SANDBOX_USER.UserID);
}

/** `calls` in this minute, and `callsOfDay` in this day before it. */
function spendElsewhere(state: SandboxState, fields: Fields): void {
  const calls = wholeNumberOf(fields.calls);
  const inDay = wholeNumberOf(fields.callsOfDay ?? 0);
  if (calls === null || inDay === null) return invalid('calls and callsOfDay are whole numbers');
  const usage = usageOf(state, String(wholeNumberOf(fields.division) ?? PRACTICE_DIVISION));
  usage.inMinute += calls;
  usage.inDay += calls + inDay;
}
