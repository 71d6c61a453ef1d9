// Calls over HTTP as a practice's software and as people make them to a running koppel.
import { Webhook } from 'standardwebhooks';
import { hashPassword } from '../../src/http/sign-in/password.ts';
import { PASSWORD } from './koppel-server.ts';

export interface SignedCall {
  readonly id: string;
  readonly practice: string;
  readonly secret: string;
  readonly event: object;
}

export function sendSigned(address: string, { id, practice, secret, event }: SignedCall): Promise<Response> {
  const body = JSON.stringify(event);
  const at = new Date();
  return fetch(`${address}/webhooks/practice/${practice}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  });
}

/** For KOPPEL_USERS: the operator `olga` and the viewer `vera`, who have PASSWORD. */
export async function twoUsers(): Promise<string> {
  const hash = await hashPassword(PASSWORD, { N: 1024, r: 8, p: 1 });
  return `olga:operator:${hash},vera:viewer:${hash}`;
}

/** Signs in and returns the cookie. */
export async function signIn(address: string, name: string): Promise<string> {
  const answer = await fetch(`${address}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ name, password: PASSWORD }),
    headers: { origin: address },
  });
  await answer.text();
  if (answer.status !== 303) throw new Error(`The sign-in answered ${answer.status}.`);
  return (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
}
