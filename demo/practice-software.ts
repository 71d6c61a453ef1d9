// Plays the practice software: signs events and sends them to Koppel's webhook as any other sender would.
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { EventType } from '../src/intake/records/event-schema.ts';

export interface PracticeMessage {
  readonly type: EventType;
  /** Without `changedAt`: it changed the moment it is sent. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface PracticeSoftware {
  send(message: PracticeMessage): Promise<void>;
}

/** `address`: where Koppel listens for the webhooks of this practice. */
export function createPracticeSoftware(address: string, secret: string): PracticeSoftware {
  const signer = new Webhook(secret);
  return {
    async send({ type, data }) {
      const now = new Date();
      const body = JSON.stringify({
        type,
        timestamp: now.toISOString(),
        data: { ...data, changedAt: now.toISOString() },
      });
      const id = `msg_${randomUUID()}`;
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': signer.sign(id, now, body),
        },
        body,
      });
      if (response.status !== 202) {
        throw new Error(`The webhook answered ${response.status} to ${type}: ${await response.text()}`);
      }
      await response.arrayBuffer();
    },
  };
}
