// What a server answered over HTTP, and what a sandbox answers at its back door.

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export async function readAnswer(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json' && text !== '';
  const body: unknown = isJson ? JSON.parse(text) : text === '' ? null : text;
  return { status: response.status, body, headers: response.headers };
}

/** Nothing for a request without a body. */
export function json(body: unknown): { readonly body?: string } {
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

/** `POST /act`, say, and what is sent with it. */
export function doorOf({ adminUrl }: { readonly adminUrl: string }) {
  return async (name: string, body?: unknown): Promise<Answered> => {
    const [method = '', path = ''] = name.split(' ');
    return readAnswer(await fetch(`${adminUrl}${path}`, { method, ...json(body) }));
  };
}
