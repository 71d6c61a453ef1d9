// Tells subscribers what changed, and tests their addresses. Nothing leaves this machine: public addresses lead where the
// switch `hookOrigin` says, or nowhere. What nobody took is not sent again by itself. [how often it is: unknown]
import { createHmac } from 'node:crypto';
import type { Delivery, HookFault, Outgoing, SandboxState } from './sandbox-state.ts';
import { SANDBOX_CREDENTIALS } from './tokens.ts';

const TIMEOUT_MS = 5_000;
const WRONG_SECRET = 'another-webhook-secret';

export interface Courier {
  /** Tests an address at once: how it answers, null where nobody does. Where it leads nowhere, it is taken for well. */
  test(state: SandboxState, url: string): Promise<number | null>;
  /** Sends what is in the outbox, one after the other. */
  flush(state: SandboxState): void;
  /** Sends what is held, the last first. */
  release(state: SandboxState): void;
  close(): Promise<void>;
}

export function createCourier(): Courier {
  const closing = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let last = Promise.resolve();
  const send = (state: SandboxState, delivery: Delivery): void => {
    delivery.state = 'under-way';
    last = last.then(() => post(state, delivery, closing.signal));
  };
  const sendLater = (state: SandboxState, delivery: Delivery, afterMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (delivery.state === 'held') send(state, delivery);
    }, afterMs);
    timers.add(timer);
  };
  const hold = (state: SandboxState, delivery: Delivery, afterMs: number | null): void => {
    delivery.state = 'held';
    if (afterMs !== null) sendLater(state, delivery, afterMs);
  };
  const deliver = (state: SandboxState, url: string, change: Change): void => {
    const fault = takeFault(state);
    const secret = fault?.fault === 'wrong-secret' ? WRONG_SECRET : SANDBOX_CREDENTIALS.webhookSecret;
    const text = writeBody(state, change, secret);
    const delivery = note(state, { kind: 'change', url, text });
    if (fault?.fault === 'lost') delivery.state = 'lost';
    else if (fault?.fault === 'late') hold(state, delivery, fault.delayMs);
    else send(state, delivery);
    if (fault?.fault === 'twice') send(state, note(state, { kind: 'change', url, text }));
  };
  return {
    test: (state, url) => testAddress(state, url, closing.signal),
    flush(state) {
      for (const outgoing of state.outbox.splice(0)) {
        if (outgoing.kind === 'test')
          hold(state, note(state, { ...outgoing, text: '' }), state.switches.testCallAfterMs);
        else
          for (const { CallbackURL } of subscribersOf(state, outgoing)) deliver(state, CallbackURL, outgoing);
      }
    },
    release(state) {
      for (const delivery of state.deliveries.filter((each) => each.state === 'held').reverse())
        send(state, delivery);
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      closing.abort();
      await last;
    },
  };
}

async function testAddress(state: SandboxState, url: string, signal: AbortSignal): Promise<number | null> {
  const delivery = note(state, { kind: 'test', url, text: '' });
  await post(state, delivery, signal);
  if (delivery.state === 'nowhere') return 200;
  return typeof delivery.state === 'number' ? delivery.state : null;
}

type Change = Extract<Outgoing, { kind: 'change' }>;

function subscribersOf({ subscriptions }: SandboxState, { division, topic }: Change) {
  return subscriptions.filter((each) => each.Division === division && each.Topic === topic);
}

function takeFault(state: SandboxState): HookFault | null {
  const [fault = null] = state.hookFaults;
  if (fault === null) return null;
  fault.left -= 1;
  if (fault.left === 0) state.hookFaults.shift();
  return fault;
}

function note(state: SandboxState, about: Pick<Delivery, 'kind' | 'url' | 'text'>): Delivery {
  const delivery: Delivery = { ...about, state: 'held' };
  state.deliveries.push(delivery);
  return delivery;
}

/**
 * Signed over the content as it is written, in capitals. [code] Slashes are written as JSON allows and few do, so that who
 * reads the content and writes it again signs another text. [assumed, to be stricter]
 */
function writeBody(
  { switches }: SandboxState,
  { topic, action, division, key }: Change,
  secret: string,
): string {
  const endpoint = `https://start.exactonline.nl/api/v1/${division}/crm/${topic}(guid'${key}')`;
  const content = JSON.stringify({
    Topic: topic,
    Action: action,
    Division: division,
    Key: key,
    ClientId: SANDBOX_CREDENTIALS.clientId,
    ...(switches.hookEndpoint && { ExactOnlineEndpoint: endpoint }),
  }).replaceAll('/', String.raw`\/`);
  const hash = createHmac('sha256', secret).update(content).digest('hex').toUpperCase();
  return `{"Content":${content},"HashCode":"${hash}"}`;
}

async function post({ switches }: SandboxState, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { url, text } = delivery;
  if (switches.hookOrigin === null) {
    delivery.state = 'nowhere';
    return;
  }
  const { pathname, search } = new URL(url);
  try {
    const response = await fetch(`${switches.hookOrigin}${pathname}${search}`, {
      method: 'POST',
      redirect: 'manual',
      headers: text === '' ? {} : { 'content-type': 'application/json' },
      body: text,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    delivery.state = response.status;
  } catch {
    delivery.state = null;
  }
}
