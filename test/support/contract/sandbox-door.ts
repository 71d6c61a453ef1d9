// The back door that every portal's sandbox has, for tests.

export interface SandboxDoor {
  readonly read: (path: string) => Promise<Record<string, unknown>>;
  readonly arm: (fault: Record<string, unknown>) => Promise<void>;
  readonly disarm: () => Promise<void>;
  readonly requests: () => Promise<
    readonly { method: string; path: string; body: Record<string, unknown> }[]
  >;
  readonly post: (path: string, body?: unknown) => Promise<Response>;
  /** The same; throws when it is refused. */
  readonly must: (path: string, body?: unknown) => Promise<void>;
  readonly reset: () => Promise<void>;
}

export function openDoor(adminUrl: string): SandboxDoor {
  const post = async (path: string, body: unknown = {}): Promise<Response> => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${adminUrl}${path}`, init);
    if (response.status >= 500) throw new Error(`The sandbox answered ${response.status} to ${path}.`);
    return response;
  };
  const must = async (path: string, body?: unknown): Promise<void> => {
    const response = await post(path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`The sandbox refuses ${path} ${JSON.stringify(body)}: ${text}`);
  };
  const read = async (path: string) => (await fetch(`${adminUrl}${path}`)).json() as Promise<never>;
  return {
    read,
    post,
    requests: () => read('/requests'),
    must,
    arm: (fault) => must('/faults', fault),
    async disarm() {
      await fetch(`${adminUrl}/faults`, { method: 'DELETE' });
    },
    async reset() {
      await post('/reset');
    },
  };
}
