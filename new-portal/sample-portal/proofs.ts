// Proves the assumed calls on a real portal, with the number of one workspace that the operator gives for it. Nothing stays
// behind.
import type { Proof } from '../../connectors/connector.ts';
import { provingAt } from '../../connectors/kit/proofs.ts';
import { changeMember, changeWorkspace, listMembers, memberSchema } from './assumed.ts';
import { readRows } from '../../connectors/kit/listed-resource.ts';
import { readWorkspaces } from './resources/workspace.ts';
import type { SamplePortalSession, SamplePortalSettings } from './settings.ts';

const prove = provingAt(async (session: SamplePortalSession, number) => {
  const workspaces = await readWorkspaces(session, {});
  return workspaces.find(({ key }) => key === number) ?? 'The portal shows no workspace of that number.';
});

export const proofs: readonly Proof<SamplePortalSettings>[] = [
  prove(
    'workspace',
    'Gives the workspace the name that it has.',
    async (session, { portalId, attributes }) => {
      await session.send(changeWorkspace(portalId, { name: attributes.name }));
      return null;
    },
  ),
  prove('member', 'Gives a member of the workspace the role held already.', async (session, { portalId }) => {
    const [one] = await readRows(session, listMembers(portalId), memberSchema);
    if (one === undefined) return 'The workspace has no members: add one in the portal first.';
    await session.send(changeMember(portalId, one.email, { role: one.role }));
    return null;
  }),
];
