// What a person of a practice may do, by role. Each may what the one before may, and one thing more.
import type { Text } from './text.ts';

export const ROLES = ['viewer', 'link-manager', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that may. Looking needs none: whoever signs in for a practice may see all of it. */
const LEAST_ROLE = {
  'switch-links': 'link-manager',
  'confirm-tasks': 'operator',
  'ask-again': 'operator',
  'decide-brake': 'administrator',
  'manage-accounts': 'administrator',
} as const satisfies Record<string, Role>;
export type Right = keyof typeof LEAST_ROLE;

export function mayDo(role: Role, right: Right): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[right]);
}

export const ROLE_TEXTS = {
  viewer: { en: 'viewer', nl: 'kijker' },
  'link-manager': { en: 'link manager', nl: 'koppelbeheerder' },
  operator: { en: 'operator', nl: 'operator' },
  administrator: { en: 'administrator', nl: 'beheerder' },
} as const satisfies Record<Role, Text>;
