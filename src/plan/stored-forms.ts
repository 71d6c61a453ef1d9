// What a portal makes of what it is given (rule 8): a telephone number without its spaces, a country by its name. What it
// shows in its own form is no drift while ours is still the same, and is not written again. Pure.
import { isFilledAlike, type Attributes, type AttributeValue } from './attributes.ts';

interface StoredForm {
  /** What it was given. */
  readonly ours: AttributeValue;
  readonly shown: AttributeValue;
  /**
   * form: what the portal makes of ours. before: what it showed before ours was written, so that it may have kept that. seen:
   * differs since, and is put back. told: put back, and the portal said that it shows ours now. again: it did not.
   */
  readonly as: 'form' | 'before' | 'seen' | 'told' | 'again';
}
export type StoredForms = Readonly<Record<string, StoredForm>>;

export interface Known {
  readonly attributes: Attributes;
  readonly stored: StoredForms;
}

/** Another way to write the same: letter case, accents, spaces, punctuation and the beginning of a web address aside. */
export function isWrittenAlike(one: AttributeValue, other: AttributeValue): boolean {
  return (
    typeof one === 'string' && typeof other === 'string' && bare(one) === bare(other) && bare(one) !== ''
  );
}

function bare(text: string): string {
  const lower = text.normalize('NFKD').toLowerCase().trim();
  return lower
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** After a write: what its answer showed of what was written, where it showed the record. */
export function formsAfterWrite(
  stored: StoredForms,
  { changes, before, shown = {} }: { changes: Attributes; before: Attributes; shown: Attributes | undefined },
): StoredForms {
  const forms = Object.entries(changes).map(([name, ours]): [string, StoredForm | null] => [
    name,
    formAfterWrite(stored[name], { ours, before: before[name], shown: shown[name] }),
  ]);
  return kept({ ...stored, ...Object.fromEntries(forms) });
}

interface Written {
  readonly ours: AttributeValue;
  readonly before: AttributeValue | undefined;
  readonly shown: AttributeValue | undefined;
}

function formAfterWrite(form: StoredForm | undefined, { ours, before, shown }: Written): StoredForm | null {
  const putBack = form !== undefined && isPutBack(form, ours) ? form : null;
  if (shown === undefined) return putBack ?? asBefore(ours, before);
  if (isFilledAlike(shown, ours)) return putBack?.as === 'seen' ? { ...putBack, as: 'told' } : putBack;
  if (isWrittenAlike(shown, ours) || !isKept(shown, before)) return { ours, shown, as: 'form' };
  return putBack ?? { ours, shown, as: 'before' };
}

function isPutBack(form: StoredForm, ours: AttributeValue): boolean {
  return form.ours === ours && form.as !== 'form' && form.as !== 'before';
}

function isKept(shown: AttributeValue, before: AttributeValue | undefined): boolean {
  return before !== undefined && isFilledAlike(shown, before);
}

function asBefore(ours: AttributeValue, before: AttributeValue | undefined): StoredForm | null {
  return before === undefined || before === null ? null : { ours, shown: before, as: 'before' };
}

export interface Sight extends Known {
  /** What differs from ours, as the portal shows it. */
  readonly drift: Attributes;
}

/** What a reading shows of these attributes, in our own words: drift only where it is no form of ours. */
export function readShown(shown: Attributes, { attributes, stored }: Known): Sight {
  const drift: Record<string, AttributeValue> = {};
  const forms: Record<string, StoredForm | null> = {};
  for (const [name, value] of Object.entries(shown)) {
    const form = formAsSeen(stored[name], { ours: attributes[name] ?? null, shown: value });
    forms[name] = form;
    if (form !== null && form.as !== 'form') drift[name] = value;
  }
  return { attributes: { ...attributes, ...drift }, stored: kept({ ...stored, ...forms }), drift };
}

/** Null: it shows what ours is. What was put back and shows again as it did is how the portal has it. */
function formAsSeen(
  form: StoredForm | undefined,
  { ours, shown }: { ours: AttributeValue; shown: AttributeValue },
): StoredForm | null {
  const isSame = form !== undefined && isFilledAlike(form.shown, shown);
  // Seen before, and not put back yet: what it was given is still to be given again.
  if (isFilledAlike(shown, ours)) return isSame && form.ours !== ours ? form : null;
  if (!isSame || form.ours !== ours) return { ours, shown, as: 'seen' };
  if (form.as === 'told') return { ...form, as: 'again' };
  return form.as === 'before' && !isWrittenAlike(shown, ours) ? form : { ...form, as: 'form' };
}

function kept(forms: Readonly<Record<string, StoredForm | null>>): StoredForms {
  return Object.fromEntries(
    Object.entries(forms).filter((entry): entry is [string, StoredForm] => entry[1] !== null),
  );
}

export function sameForms(one: StoredForms, other: StoredForms): boolean {
  const names = Object.keys({ ...one, ...other });
  return names.every((name) => {
    const [a, b] = [one[name], other[name]];
    return a?.ours === b?.ours && a?.shown === b?.shown && a?.as === b?.as;
  });
}
