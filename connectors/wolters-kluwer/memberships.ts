// The two lists of the portal side by side, for each employee: where they are a member, and for whom they may manage cases.
// [seed: the organisation switch, and the switch of the Support Community]
import type { MembershipLine } from '../portal-views.ts';
import { listMemberships, listSupported, membershipSchema, organisationSchema } from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import { differenceOf } from './remarks.ts';
import { employeesOf, type PandaSession } from './settings.ts';

export async function readMemberships(session: PandaSession): Promise<readonly MembershipLine[]> {
  const lines: MembershipLine[] = [];
  for (const { email } of employeesOf(session.settings)) lines.push(...(await linesOf(session, email)));
  return lines;
}

async function linesOf(session: PandaSession, member: string): Promise<readonly MembershipLine[]> {
  const memberships = await readRows(session, listMemberships(member), membershipSchema);
  const supported = await readRows(session, listSupported(member), organisationSchema);
  const names = new Map([...memberships, ...supported].map(({ id, name }) => [id, name]));
  return [...names].map(([id, organisation]) => {
    const membership = memberships.find((row) => row.id === id);
    const lists = {
      member,
      since: membership?.since ?? null,
      isMember: membership !== undefined,
      mayManageCases: supported.some((row) => row.id === id),
    };
    return { ...lists, organisation, role: membership?.role ?? null, difference: differenceOf(lists) };
  });
}
