// What the sandbox counts apart from the other requests: bearer tokens asked for, and SOAP calls of Login.
import { createCounts, type Counts } from '../../sandbox-kit/counts.ts';

export const TOKEN_PATH = '/identity/connect/token';
export const LOGIN_PATH = '/soap/Login';

export function createEConnectCounts(): Counts {
  return createCounts({ [TOKEN_PATH]: 'tokens', [LOGIN_PATH]: 'logins' });
}
