// Calls of Exact Online. `HashCode` is the HMAC-SHA256 of the text of `Content` as it came, from its `{` to its `}`, with the
// webhook secret of the app centre, in hexadecimal capitals [code: picqer/exact-php-client Webhook/Authenticatable.php and its
// test; hookdeck/webhook-skills, tried on a real account]. The vendor's page does not state it.
import { isUtf8 } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Heard, SourceHook, SourceSession } from '../source.ts';
import { parse, readRows } from './read-pages.ts';
import { divisionOf, type ExactCredentials, type ExactSettings } from './settings.ts';
import { subscriptionSchema } from './wire-schemas.ts';

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

/** One subscription per topic, app and administration [code]: one that leads elsewhere is replaced. */
async function subscribe(session: SourceSession<ExactSettings>, callbackUrl: string): Promise<void> {
  const path = `/api/v1/${divisionOf(session.settings)}/webhooks/WebhookSubscriptions`;
  const rows = await readRows(session, { path, query: { $select: 'ID,Topic,CallbackURL' } });
  const present = rows.map((row) => parse(subscriptionSchema, row));
  for (const topic of Object.keys(KIND_OF)) {
    const own = present.filter(({ Topic }) => Topic === topic);
    if (own.some(({ CallbackURL }) => CallbackURL === callbackUrl)) continue;
    for (const { ID } of own)
      await session.send({ method: 'DELETE', path: `${path}(guid'${ID}')`, accept: [404] });
    // Made by another user of the firm meanwhile: as good as done.
    await session.send({
      ...{ method: 'POST', path, body: { CallbackURL: callbackUrl, Topic: topic }, accept: [400, 409] },
    });
  }
}
