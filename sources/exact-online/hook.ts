// Calls of Exact Online. `HashCode` is the HMAC-SHA256 of the text of `Content` as it came, from its `{` to its `}`, with the
// webhook secret of the app centre, in hexadecimal capitals [code: picqer/exact-php-client Webhook/Authenticatable.php and its
// test; hookdeck/webhook-skills, tried on a real account]. The vendor's page does not state it.
import { isUtf8 } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { RejectedError } from '../../src/errors.ts';
import type { Heard, SourceHook, SourceSession } from '../source.ts';
import { parse, readRows } from './read-pages.ts';
import { divisionOf, type ExactCredentials, type ExactSettings } from './settings.ts';
import { subscriptionSchema, type Subscription } from './wire-schemas.ts';

const ENVELOPE = /^\s*\{\s*"Content"\s*:\s*(\{[\s\S]*\})\s*,\s*"HashCode"\s*:\s*"([0-9A-Fa-f]{64})"\s*\}\s*$/;
const KIND_OF = { Accounts: 'client', Contacts: 'contact' } as const;

const contentSchema = z.object({
  Topic: z.enum(['Accounts', 'Contacts']),
  Division: z.coerce.number(),
  Key: z.guid().transform((key) => key.toLowerCase()),
});

export const exactHook: SourceHook<ExactSettings, ExactCredentials> = {
  hear: ({ body }, { settings, credentials }) => hear(body, settings, credentials),
  subscribe,
  unsubscribe,
};

function hear(body: Buffer, settings: ExactSettings, { webhookSecret }: ExactCredentials): Heard {
  // About a second after subscribing Exact sends nothing at all, to see whether somebody answers [code].
  if (body.length === 0) return { is: 'test' };
  if (webhookSecret === undefined || !isUtf8(body)) return { is: 'forged' };
  const [, content, hashCode] = ENVELOPE.exec(body.toString('utf8')) ?? [];
  if (content === undefined || hashCode === undefined) return { is: 'forged' };
  const expected = createHmac('sha256', webhookSecret).update(content, 'utf8').digest();
  if (!timingSafeEqual(expected, Buffer.from(hashCode, 'hex'))) return { is: 'forged' };
  const read = contentSchema.safeParse(readJson(content));
  // Of another topic or administration: the same app may serve others.
  if (!read.success || read.data.Division !== settings.division) return { is: 'hints', hints: [] };
  return { is: 'hints', hints: [{ kind: KIND_OF[read.data.Topic], key: read.data.Key }] };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface Subscriptions {
  readonly path: string;
  readonly present: readonly Subscription[];
}

async function readSubscriptions(session: SourceSession<ExactSettings>): Promise<Subscriptions> {
  const path = `/api/v1/${divisionOf(session.settings)}/webhooks/WebhookSubscriptions`;
  const rows = await readRows(session, { path, query: { $select: 'ID,Topic,CallbackURL' } });
  return { path, present: rows.map((row) => parse(subscriptionSchema, row)) };
}

function endSubscription(session: SourceSession, path: string, { ID }: Subscription): Promise<unknown> {
  return session.send({ method: 'DELETE', path: `${path}(guid'${ID}')`, accept: [404] });
}

/**
 * One subscription per topic, app and administration [code]: one that leads elsewhere is replaced, but for that of another
 * practice of this Koppel, which reads the same administration.
 */
async function subscribe(session: SourceSession<ExactSettings>, callbackUrl: string): Promise<boolean> {
  const { path, present } = await readSubscriptions(session);
  let callsAll = true;
  let isRefused = false;
  for (const topic of Object.keys(KIND_OF)) {
    const own = present.filter(({ Topic }) => Topic === topic);
    if (own.some(({ CallbackURL }) => CallbackURL === callbackUrl)) continue;
    if (own.some(({ CallbackURL }) => isBeside(CallbackURL, callbackUrl))) {
      callsAll = false;
      continue;
    }
    for (const each of own) await endSubscription(session, path, each);
    const body = { CallbackURL: callbackUrl, Topic: topic };
    const { status } = await session.send({ method: 'POST', path, body, accept: REFUSALS });
    isRefused ||= status >= 300;
  }
  if (isRefused) throw callsRefused();
  return callsAll;
}

/**
 * 500 where another user of the firm made one, which this one does not see and which may lead anywhere [code: picqer#150], or where
 * the address does not answer the test well [code: picqer#438, #522].
 */
const REFUSALS = [400, 409, 500];

function callsRefused(): RejectedError {
  return new RejectedError(
    {
      en: 'Exact Online refuses to call Koppel: another user of the firm has its calls, or the public address of Koppel does not answer.',
      nl: 'Exact Online weigert Koppel aan te roepen: een andere gebruiker van het kantoor krijgt de aanroepen, of het openbare adres van Koppel antwoordt niet.',
    },
    { code: 'SOURCE_CALLS_REFUSED' },
  );
}

/** The same but for its last part, which names the practice. */
function isBeside(url: string, own: string): boolean {
  const folder = (address: string): string => address.slice(0, address.lastIndexOf('/'));
  return folder(url) === folder(own);
}

async function unsubscribe(session: SourceSession<ExactSettings>, callbackUrl: string): Promise<void> {
  const { path, present } = await readSubscriptions(session);
  for (const each of present)
    if (each.CallbackURL === callbackUrl) await endSubscription(session, path, each);
}
