// Calls of the portal to Koppel: signed over the raw body with our secret, and not older than five minutes. [doc]
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { HookCall, PortalHook } from '../portal-hook.ts';
import type { EConnectCredentials } from './settings.ts';

const MAX_AGE_MS = 5 * 60_000;
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;
const sentSchema = z.object({ sentOn: z.iso.datetime({ offset: true }) });

export const hook: PortalHook<EConnectCredentials> = {
  isGenuine(call, { hookSecret }) {
    if (hookSecret === undefined) return false;
    return isSigned(call, hookSecret) && isRecent(call);
  },
};

function isSigned({ body, headers }: HookCall, secret: string): boolean {
  const given = SIGNATURE.exec(headers['x-econnect-signature']?.trim() ?? '')?.[1];
  if (given === undefined) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected);
}

/** Read only once the signature is good. */
function isRecent({ body, now }: HookCall): boolean {
  const sent = sentSchema.safeParse(parseJson(body.toString('utf8')));
  return sent.success && Math.abs(now.getTime() - Date.parse(sent.data.sentOn)) <= MAX_AGE_MS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
