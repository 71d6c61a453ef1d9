// One delivery of a hook: signed over the raw body, with the moment at which it was sent. [doc]
import { createHmac } from 'node:crypto';
import { invalid, named, ok, refuse, type Answer } from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import type { SandboxState } from './sandbox-state.ts';
import { SANDBOX_CREDENTIALS } from './tokens.ts';

const TIMEOUT_MS = 5_000;

/** `sentOn` can be given, for a delivery that comes too late. Answers the status that the receiver gave. */
export async function deliverHook({ fields }: DoorCall<SandboxState>): Promise<Answer> {
  const url = named(fields, 'url');
  if (!URL.canParse(url)) invalid('url is required');
  const sentOn = named(fields, 'sentOn') || new Date().toISOString();
  const topic = named(fields, 'topic') || 'InvoiceReceived';
  const about = { hookId: 'sandbox', documentId: 'sandbox-document', message: '' };
  const text = JSON.stringify({ topic, sentOn, ...about });
  const signature = createHmac('sha256', SANDBOX_CREDENTIALS.hookSecret).update(text).digest('hex');
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-econnect-signature': `sha256=${signature}` },
      body: text,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return ok({ status: response.status });
  } catch {
    return refuse(502, 'NOT_DELIVERED');
  }
}
