// Tells a sandbox on this machine from a real portal. Only a sandbox answers at this path, and only this machine is asked.
import { z } from 'zod';
import { isLoopback } from './loopback.ts';
import { openPortalHttp } from './portal-http.ts';

const answerSchema = z.object({ sandbox: z.string() });
const TIMEOUT_MS = 2_000;

/** The id of the portal that a sandbox at this address plays; null where there is none. */
export async function findSandbox(baseUrl: string): Promise<string | null> {
  const { origin, hostname } = new URL(baseUrl);
  if (!isLoopback(hostname)) return null;
  const http = openPortalHttp();
  try {
    const url = `${origin}/__sandbox`;
    const wire = {
      method: 'GET',
      url,
      headers: {},
      body: undefined,
      timeoutMs: TIMEOUT_MS,
      signal: undefined,
    };
    const result = await http.exchange(wire);
    if ('broke' in result || result.status !== 200) return null;
    return answerSchema.safeParse(parseJson(result.text)).data?.sandbox ?? null;
  } finally {
    http.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
