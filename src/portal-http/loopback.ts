// Whether an address is of this very machine: nobody on the way can listen in, so that plain http is allowed.

/** `hostname` as the URL class gives it. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
