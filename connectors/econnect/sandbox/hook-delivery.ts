// One delivery of a hook: signed over the raw body, with the moment at which it was sent. [doc]
import { createHmac } from 'node:crypto';
import { fieldsOf, ok, refusal, textOf, type Answer } from './answer.ts';
import { SANDBOX_CREDENTIALS } from './tokens.ts';

const TIMEOUT_MS = 5_000;

/** `sentOn` can be given, for a delivery that comes too late. Answers the status that the receiver gave. */
export async function deliverHook(body: unknown): Promise<Answer> {
  const fields = fieldsOf(body);
  const url = textOf(fields.url);
  if (!URL.canParse(url)) return refusal(400, 'INVALID', 'url is required');
  const sentOn = textOf(fields.sentOn) === '' ? new Date().toISOString() : textOf(fields.sentOn);
  const topic = textOf(fields.topic) === '' ? 'InvoiceReceived' : textOf(fields.topic);
  const text = JSON.stringify({
    topic,
    sentOn,
    hookId: 'sandbox',
    documentId: 'sandbox-document',
    message: '',
  });
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
    return refusal(502, 'NOT_DELIVERED');
  }
}
