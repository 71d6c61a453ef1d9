// What the checks of an explanation saw, in the words of both languages.
import type { NamedRecord, PairState, SubjectResource } from '../database/people/explain.ts';
import { fieldName } from '../domain/field-names.ts';
import type { Language } from '../domain/text.ts';
import { timeText } from '../domain/time-text.ts';
import { typeName } from '../domain/type-names.ts';
import type { KnownResource } from '../plan/known.ts';
import type { Conflict } from '../plan/settle-claims.ts';
import { valueName } from './check-names.ts';
import { ledgerText } from './resource-texts.ts';

/** What a check saw, in English and in Dutch. */
export interface Value {
  readonly value: string;
  readonly valueNl: string;
}

const ENGLISH: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };

/** As people read it: in English `value` has the codes that scripts know. */
export function seenText({ value, valueNl }: Value, lang: Language): string {
  return lang === 'nl' ? valueNl : (ENGLISH[value] ?? ledgerText(value, lang));
}

export function describeHolder({ holder }: Conflict, names: ReadonlyMap<string, NamedRecord>): Value {
  if (holder === null)
    return both(
      'used by a record that nobody claims any more',
      'in gebruik bij een record dat niemand meer wil',
    );
  const client = names.get(holder.clientId);
  const named = `${client?.name ?? holder.clientId} (${client?.number ?? '-'})`;
  if (holder.subject.kind === 'client')
    return both(`used by client ${named}`, `in gebruik bij klant ${named}`);
  const contact = names.get(holder.subject.id)?.name ?? holder.subject.id;
  return both(
    `used by contact ${contact} at client ${named}`,
    `in gebruik bij contactpersoon ${contact} van klant ${named}`,
  );
}

export function describeOpen({ type, waitingOn, waitingSince }: KnownResource): Value {
  const who = word(waitingOn ?? 'person');
  const since = sinceText(waitingSince);
  return both(
    `(${typeName(type, 'en')} waits for ${who.value}${since.value})`,
    `(${typeName(type, 'nl')} wacht op ${who.valueNl}${since.valueNl})`,
  );
}

export function describeWait(open: SubjectResource | undefined): Value {
  if (open === undefined) return word('no');
  const [what, watNl] = [typeName(open.type, 'en'), typeName(open.type, 'nl')].map((type) =>
    `${type} ${open.key}`.trim(),
  );
  const since = sinceText(open.waitingSince);
  if (open.state === 'declined')
    return open.waitingFor === 'REQUEST_WITHDRAWN'
      ? both(`${what} was withdrawn${since.value}`, `${watNl} is ingetrokken${since.valueNl}`)
      : both(`${what} was declined${since.value}`, `${watNl} is geweigerd${since.valueNl}`);
  const who =
    open.openTask === null
      ? word(open.waitingOn ?? 'person')
      : both(`task ${open.openTask}`, `taak ${open.openTask}`);
  return both(
    `${what} waits for ${who.value}${since.value}`,
    `${watNl} wacht op ${who.valueNl}${since.valueNl}`,
  );
}

function sinceText(since: Date | null): Value {
  return since === null
    ? word('')
    : both(` since ${timeText(since, 'en')}`, ` sinds ${timeText(since, 'nl')}`);
}

export function describeDue({
  pending,
  servedAt,
  changedAt,
  attempts,
  lastError,
  nextAttemptAt,
}: PairState): Value {
  if (!pending)
    return servedAt === null
      ? word('no')
      : both(`no, served ${timeText(servedAt, 'en')}`, `nee, gedaan op ${timeText(servedAt, 'nl')}`);
  const [since, sinceNl] = [timeText(changedAt, 'en'), timeText(changedAt, 'nl')];
  if (attempts === 0) return both(`since ${since}`, `sinds ${sinceNl}`);
  return both(
    `since ${since}, ${attempts} failed (${lastError ?? ''}), again ${timeText(nextAttemptAt, 'en')}`,
    `sinds ${sinceNl}, ${attempts} keer mislukt (${lastError ?? ''}), opnieuw om ${timeText(nextAttemptAt, 'nl')}`,
  );
}

export function named(field: string): Value {
  return both(fieldName(field, 'en'), fieldName(field, 'nl'));
}

export function both(value: string, valueNl: string): Value {
  return { value, valueNl };
}

/** Codes and what has no other name stay as they are. */
export function word(value: string): Value {
  return both(value, valueName(value, 'nl'));
}
