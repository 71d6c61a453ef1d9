// The back door of a sandbox: shows what the portal holds without costing a request, and does there what people do by hand.
import type { ZodType } from 'zod';
import type { Sandbox } from './story.ts';

export async function readBackDoor<T>({ adminUrl }: Sandbox, path: string, schema: ZodType<T>): Promise<T> {
  const response = await fetch(`${adminUrl}${path}`);
  if (!response.ok)
    throw new Error(`The sandbox answered ${response.status} to ${path.replace(/\?.*/, '')}.`);
  return schema.parse(await response.json());
}

export function postBackDoor(adminUrl: string, path: string, body: object): Promise<Response> {
  return fetch(`${adminUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
