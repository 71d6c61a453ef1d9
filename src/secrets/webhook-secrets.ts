// The secrets with which practice software signs its webhooks (Standard Webhooks), sealed at rest.
import { randomBytes } from 'node:crypto';

export function webhookContext(practiceId: string): string {
  return `${practiceId}/webhook`;
}

/** A new secret in the form that Standard Webhooks libraries take. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
