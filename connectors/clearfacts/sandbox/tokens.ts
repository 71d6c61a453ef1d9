// Personal access tokens, which do not expire. Of one user and application ten are active at most: another one revokes
// the one that was used least recently, and nobody is told. [doc]
import { randomBytes } from 'node:crypto';

/** What the sandbox accepts from the start. Tokens are of 80 characters. [doc] */
export const SANDBOX_CREDENTIALS = {
  accessToken: 'sandbox-personal-access-token'.padEnd(80, '0'),
} as const;

const MAX_ACTIVE = 10;
export const FIRST_USER = 'koppeling@kantoor.example.nl';
export const FIRST_APPLICATION = 'Koppel';

interface Token {
  readonly token: string;
  /** User and application. */
  readonly owner: string;
  /** A count of uses: later is more. */
  usedAt: number;
}

export interface SandboxTokens {
  make(user: string, application: string): string;
  /** Whether it is active; used by asking. */
  use(authorization: string | undefined): boolean;
  active(): number;
  expireAll(): void;
  reset(): void;
}

export function createTokens(): SandboxTokens {
  let uses = 0;
  const first = (): Token => ({
    token: SANDBOX_CREDENTIALS.accessToken,
    owner: `${FIRST_USER} ${FIRST_APPLICATION}`,
    usedAt: 0,
  });
  let tokens: Token[] = [first()];
  const make = (user: string, application: string): string => {
    const made: Token = {
      token: randomBytes(40).toString('hex'),
      owner: `${user} ${application}`,
      usedAt: ++uses,
    };
    const own = [...tokens.filter(({ owner }) => owner === made.owner), made];
    const kept = own.toSorted((one, other) => other.usedAt - one.usedAt).slice(0, MAX_ACTIVE);
    tokens = [...tokens.filter(({ owner }) => owner !== made.owner), ...kept];
    return made.token;
  };
  return {
    make,
    use(authorization) {
      const found = tokens.find(({ token }) => authorization === `Bearer ${token}`);
      if (found !== undefined) found.usedAt = ++uses;
      return found !== undefined;
    },
    active: () => tokens.length,
    expireAll() {
      tokens = [];
    },
    reset() {
      tokens = [first()];
    },
  };
}
