// Access tokens with their scopes. Personal ones do not expire. Of OIDC tokens of one user and application ten are active at
// most: another one revokes the one with the same scopes that was used least recently. [doc cf_developer_docs
// 22_authentication_oidc] Personal ones are never revoked that way.
import { randomBytes } from 'node:crypto';

/** What the sandbox accepts from the start. Tokens are of 80 characters. [doc] */
export const SANDBOX_CREDENTIALS = {
  accessToken: 'sandbox-personal-access-token'.padEnd(80, '0'),
} as const;

const MAX_ACTIVE = 10;
export const FIRST_USER = 'koppeling@kantoor.example.nl';
export const FIRST_APPLICATION = 'Koppel';

/** The one that this sandbox asks for, and another one that the vendor documents. [doc 23_authentication_scopes] */
export const SCOPES = ['read_administrations', 'associate_read'] as const;
type Scope = (typeof SCOPES)[number];

interface NewToken {
  readonly user: string;
  readonly application: string;
  readonly kind: 'personal' | 'oidc';
  readonly scopes: readonly Scope[];
}
interface Token {
  readonly token: string;
  readonly kind: NewToken['kind'];
  readonly scopes: readonly Scope[];
  /** User and application. */
  readonly owner: string;
  /** A count of uses: later is more. */
  usedAt: number;
}

export interface SandboxTokens {
  make(token: NewToken): string;
  /** What it allows, null where it is not active; used by asking. */
  use(authorization: string | undefined): readonly Scope[] | null;
  active(): number;
  expireAll(): void;
  reset(): void;
}

export function createTokens(): SandboxTokens {
  let uses = 0;
  const first = (): Token => ({
    token: SANDBOX_CREDENTIALS.accessToken,
    ...{ kind: 'personal', scopes: SCOPES },
    owner: `${FIRST_USER} ${FIRST_APPLICATION}`,
    usedAt: 0,
  });
  let tokens: Token[] = [first()];
  const make = ({ user, application, kind, scopes }: NewToken): string => {
    const owner = `${user} ${application}`;
    const token = randomBytes(40).toString('hex');
    tokens = [...tokens, { token, kind, scopes, owner, usedAt: ++uses }];
    const own = tokens.filter((each) => each.kind === 'oidc' && each.owner === owner);
    const [oldest] = own
      .filter((each) => each.scopes.join() === scopes.join())
      .toSorted((one, other) => one.usedAt - other.usedAt);
    if (kind === 'oidc' && own.length > MAX_ACTIVE) tokens = tokens.filter((each) => each !== oldest);
    return token;
  };
  return {
    make,
    use(authorization) {
      const found = tokens.find(({ token }) => authorization === `Bearer ${token}`);
      if (found !== undefined) found.usedAt = ++uses;
      return found?.scopes ?? null;
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
