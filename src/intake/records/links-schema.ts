// The switches inside a record: `{"scim": true, "caseware": {"enabled": true, "settings": {…}}}`. What a setting means
// is the connector's business; here it only has to be small, flat enough and storable.
import { z } from 'zod';
import { findForbidden } from './clean-text.ts';
import type { LinkChange, LinkChanges } from '../intake.ts';
import { looseField } from './loose-field.ts';
import type { ProblemCode } from './problems.ts';
import { readWord, SWITCH_WORDS } from './words.ts';

const MAX_LINKS = 50;
const MAX_SETTINGS_BYTES = 4096;
const MAX_DEPTH = 4;
const CONNECTION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function isConnectionName(name: string): boolean {
  return CONNECTION_NAME.test(name);
}

const linkSchema = z.union([
  z.boolean().transform((enabled): LinkChange => ({ enabled, settings: {} })),
  z.strictObject({ enabled: z.boolean(), settings: z.record(z.string(), z.unknown()).default({}) }),
]);

/** Absent and null mean: no switch is mentioned, so none changes (rule 20). */
export const linksSchema = z
  .unknown()
  .optional()
  .transform((value, context): LinkChanges => {
    if (value === undefined || value === null) return {};
    const refuse = (code: ProblemCode, path: string[]): void =>
      context.addIssue({ code: 'custom', message: code, path });
    if (typeof value !== 'object' || Array.isArray(value)) {
      refuse('WRONG_TYPE', []);
      return {};
    }
    const entries = Object.entries(value);
    if (entries.length > MAX_LINKS) refuse('TOO_MANY_LINKS', []);
    const links: [string, LinkChange][] = [];
    for (const [index, [name, entry]] of entries.slice(0, MAX_LINKS).entries()) {
      const parsed = parseLink(name, entry);
      // What is no name of a connection may be somebody's data: it is named by its place.
      if (typeof parsed === 'string') refuse(parsed, [isConnectionName(name) ? name : `#${index + 1}`]);
      else links.push([name, parsed]);
    }
    return Object.fromEntries(links);
  });

/** Nobody has as many connections. */
const MOST_READ = 1_000;

/** Of links that may be wrong in other ways: those that are switched off, whatever else stands beside it (rule 22). */
export function readOffs(value: unknown): LinkChanges {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const off = Object.entries(value)
    .slice(0, MOST_READ)
    .filter(([name, entry]) => isConnectionName(name.trim()) && isOff(entry))
    .map(([name]): [string, LinkChange] => [name.trim(), { enabled: false, settings: {} }]);
  return Object.fromEntries(off);
}

function isOff(entry: unknown): boolean {
  if (typeof entry === 'object' && entry !== null) return isOff(looseField(entry, 'enabled'));
  if (typeof entry === 'string') return readWord(SWITCH_WORDS, entry) === false;
  return entry === false || entry === 0;
}

function parseLink(name: string, entry: unknown): LinkChange | ProblemCode {
  if (!isConnectionName(name)) return 'BAD_CONNECTION_NAME';
  // Before the schema, which would otherwise walk what is far too deep.
  if (!isShallow(entry, MAX_DEPTH)) return 'SETTINGS_TOO_LARGE';
  const parsed = linkSchema.safeParse(entry);
  if (!parsed.success) return 'BAD_LINK';
  const json = JSON.stringify(parsed.data.settings);
  if (Buffer.byteLength(json) > MAX_SETTINGS_BYTES) return 'SETTINGS_TOO_LARGE';
  return findForbiddenInside(parsed.data.settings) ?? parsed.data;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels >= 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function findForbiddenInside(value: unknown): ProblemCode | null {
  if (typeof value === 'string') return findForbidden(value);
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const code = findForbidden(name) ?? findForbiddenInside(inner);
    if (code !== null) return code;
  }
  return null;
}
