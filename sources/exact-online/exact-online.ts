// Exact Online as a source: relations and contact persons of one administration. It is only read, but for the webhook
// subscriptions. README.md says for each call what is documented, seen in code, or assumed.
import { z } from 'zod';
import type { Source, SourceSession, ToldLimits } from '../source.ts';
import { cursorSchema } from './cursor.ts';
import { chooseDivision, readMove } from './division.ts';
import { exactHook } from './hook.ts';
import { exactSignIn } from './oauth.ts';
import { exactProofs } from './proofs.ts';
import { readContactsOf, readOne } from './read-one.ts';
import { readSince } from './read-since.ts';
import {
  credentialsSchema,
  divisionOf,
  settingsSchema,
  type ExactCredentials,
  type ExactSettings,
} from './settings.ts';

const REGIONS = ['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'] as const;

export const exactOnline: Source<ExactSettings, ExactCredentials> = {
  id: 'exact-online',
  title: 'Exact Online',
  settings: settingsSchema,
  credentials: credentialsSchema,
  places: Object.fromEntries(REGIONS.map((region) => [region, `https://start.exactonline.${region}`])),
  authentication: exactSignIn,
  limits: {
    ...{ perMinute: 60, perDay: 5_000, whenIdle: 3, perPage: 1_000 },
    // More than ten block the key for an hour [doc].
    refusalsPerHour: 5,
    told: readLimits,
  },
  readSince: (session, cursor) => readSince(session, cursor === null ? null : cursorSchema.parse(cursor)),
  readOne,
  readContactsOf,
  count,
  complete: chooseDivision,
  mustStartAnew: async (session, cursor) => {
    const moved = await readMove(session);
    return moved !== '' && moved !== cursorSchema.parse(cursor).moved;
  },
  hook: exactHook,
  proofs: exactProofs,
};

/**
 * `$count` gives the size of a result set upfront [doc: OData best practices]; with a filter that everything fits, because one
 * becomes compulsory [doc; that it holds for `$count`: assumed].
 */
async function count(session: SourceSession<ExactSettings>): Promise<number | null> {
  const accounts = await countOf(session, 'Accounts');
  const contacts = accounts === null ? null : await countOf(session, 'Contacts');
  return accounts === null || contacts === null ? null : accounts + contacts;
}

async function countOf(session: SourceSession<ExactSettings>, entity: string): Promise<number | null> {
  const path = `/api/v1/${divisionOf(session.settings)}/crm/${entity}/$count`;
  const query = { $filter: "ID ne guid'00000000-0000-0000-0000-000000000000'" };
  const { status, body } = await session.send({ method: 'GET', path, query, accept: [400, 403, 404] });
  return status < 300 && body !== null
    ? (z.coerce.number().int().nonnegative().safeParse(body).data ?? null)
    : null;
}

/** Absent is unknown, not 0: when the minute is used up only its own headers come [code: picqer README]. */
function readLimits(headers: Readonly<Record<string, string>>): ToldLimits {
  const told = {
    minuteLimit: numberOf(headers['x-ratelimit-minutely-limit']),
    minuteLeft: numberOf(headers['x-ratelimit-minutely-remaining']),
    dayLimit: numberOf(headers['x-ratelimit-limit']),
    dayLeft: numberOf(headers['x-ratelimit-remaining']),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
