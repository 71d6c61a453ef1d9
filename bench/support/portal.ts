// The portal of a bench: the sandbox of CaseWare Cloud in a process of its own, without a limit.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { openSandbox } from '../../demo/open-sandbox.ts';
import { releaseAtEnd } from '../../test/support/released-at-end.ts';

const countsSchema = z.object({
  total: z.number(),
  limited: z.number(),
});
type Counts = z.output<typeof countsSchema>;

/** What a sandbox was asked since it was reset, sign-ins apart; `limited`: of these it answered 429. */
export async function readCounts({ adminUrl }: { readonly adminUrl: string }): Promise<Counts> {
  return countsSchema.parse(await (await fetch(`${adminUrl}/counts`)).json());
}

export interface BenchPortal {
  readonly url: string;
  readonly credentials: typeof SANDBOX_CREDENTIALS;
  counts(): Promise<Counts>;
  /** As at first: nothing in it, nothing counted, how it behaves apart. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function openBenchPortal(): Promise<BenchPortal> {
  const sandbox = await openSandbox({ portal: 'caseware-cloud' });
  releaseAtEnd(() => sandbox.close());
  const post = async (path: string, body: object = {}): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${sandbox.adminUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}.`);
  };
  return {
    url: sandbox.url,
    credentials: SANDBOX_CREDENTIALS,
    counts: () => readCounts(sandbox),
    reset: () => post('/reset'),
    close: () => sandbox.close(),
  };
}

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 120_000;

/** How long it took from the first request to the last of so many, in milliseconds. Throws where none comes any more. */
export async function timeRequests(portal: BenchPortal, expected: number): Promise<number> {
  let begun: number | null = null;
  let last = { total: 0, at: performance.now() };
  for (;;) {
    const { total } = await portal.counts();
    const at = performance.now();
    if (total > 0) begun ??= at;
    if (total > last.total) last = { total, at };
    if (total >= expected && begun !== null) return at - begun;
    if (at - last.at > PATIENCE_MS)
      throw new Error(`After ${total} of ${expected} requests none came any more.`);
    await delay(LOOK_EVERY_MS);
  }
}
