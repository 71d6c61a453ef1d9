// The back door that every portal's sandbox has, for tests.

export interface SandboxDoor {
  read(path: string): Promise<Record<string, unknown>>;
  arm(fault: Record<string, unknown>): Promise<void>;
  disarm(): Promise<void>;
  requests(): Promise<readonly { method: string; path: string; body: Record<string, unknown> }[]>;
  post(path: string, body?: unknown): Promise<Response>;
  reset(): Promise<void>;
}

export function openDoor(adminUrl: string): SandboxDoor {
  const post = async (path: string, body: unknown = {}): Promise<Response> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${adminUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (response.status >= 500) throw new Error(`The sandbox answered ${response.status} to ${path}.`);
    return response;
  };
  const read = async (path: string) => (await fetch(`${adminUrl}${path}`)).json() as Promise<never>;
  return {
    read,
    post,
    requests: () => read('/requests'),
    async arm(fault) {
      const response = await post('/faults', fault);
      if (!response.ok) throw new Error(`The sandbox refuses the fault: ${await response.text()}`);
    },
    async disarm() {
      await fetch(`${adminUrl}/faults`, { method: 'DELETE' });
    },
    async reset() {
      await post('/reset');
    },
  };
}
