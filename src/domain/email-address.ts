// What an e-mail address looks like, for portals where it is the login. Pure.

/** One @, a dot in the domain, and none of the characters that end an address in running text. */
const EMAIL_SHAPE = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\".]+(\.[^\s@<>()[\],;:\\".]+)+$/;

/** The longest address that mail itself allows. */
export const MAX_EMAIL = 254;

export function isEmail(email: string): boolean {
  return EMAIL_SHAPE.test(email);
}
