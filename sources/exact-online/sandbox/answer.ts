// How Exact Online words errors and rows.
import { type Answer } from '../../../connectors/sandbox-kit/answer.ts';
import type { Shape } from './fields.ts';
import type { Row } from './sandbox-state.ts';
import type { Switches } from './switches.ts';

export {
  fieldsOf,
  NO_CONTENT,
  ok,
  textOf,
  type Answer,
  type Fields,
} from '../../../connectors/sandbox-kit/answer.ts';

export function refuse(status: number, message: string): Answer {
  return { status, body: { error: { code: '', message: { lang: '', value: message } } } };
}

/** Without `Accept: application/json`. [doc] */
export function atom(): Answer {
  const text = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>';
  return { status: 200, text, contentType: 'application/atom+xml' };
}

/** Fields without a value are null. */
export function show(
  row: Row,
  names: readonly string[],
  { shape, switches }: { shape: Shape; switches: Switches },
): Row {
  return Object.fromEntries(
    names.map((name): [string, Row[string]] => {
      const value = row[name] ?? null;
      if (typeof value !== 'number') return [name, value];
      if (shape[name] === 'date') return [name, `/Date(${value})/`];
      if (shape[name] !== 'int64') return [name, value];
      const version = BigInt(value) + BigInt(switches.versionOffset);
      // Whoever reads a number rounds it as it is rounded here.
      return [name, switches.int64AsText ? String(version) : Number(version)];
    }),
  );
}
