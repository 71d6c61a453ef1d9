// Two questions about addresses that decide whether a request is our own: did it come from our pages, and does a
// return address stay with us? Pure.

interface RequestOrigin {
  readonly protocol: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Cookies are SameSite=strict already; this also stops other origins of the same site. No evidence counts as foreign. */
export function isSameOrigin(request: RequestOrigin, publicUrl: string | undefined): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const own = publicUrl === undefined ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
  return request.headers.origin === own;
}

/** A path of this server to go to after signing in; anything else becomes `fallback`. */
export function localPath(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || value.length > 2000 || !/^\/[\x21-\x7e]*$/.test(value)) return fallback;
  // Browsers read a backslash as a slash, so `/\host` would leave us just as `//host` does.
  if (value.startsWith('//') || value.includes('\\')) return fallback;
  const base = 'http://koppel.invalid';
  if (!URL.canParse(value, base)) return fallback;
  const url = new URL(value, base);
  if (url.origin !== base || url.pathname.startsWith('//')) return fallback;
  return `${url.pathname}${url.search}`;
}
