// Proves the assumed calls on a real portal, with the number of one workspace that the operator gives for it. Nothing stays
// behind.
import type { Proof } from '../../connectors/connector.ts';
import { provingAt } from '../../connectors/kit/proofs.ts';
import { changeMember, changeWorkspace, listMembers, memberSchema } from './assumed.ts';
import { readRows, type Row } from '../../connectors/kit/listed-resource.ts';
import type { Text } from '../../src/domain/text.ts';
import { readWorkspaces } from './resources/workspace.ts';
import type { SamplePortalSession, SamplePortalSettings } from './settings.ts';

const prove = provingAt(async (session: SamplePortalSession, number): Promise<Row | Text> => {
  const workspaces = await readWorkspaces(session, {});
  return (
    workspaces.find(({ key }) => key === number) ?? {
      en: 'The portal shows no workspace of that number.',
      nl: 'Het portaal toont geen werkruimte met dat nummer.',
    }
  );
});

export const proofs: readonly Proof<SamplePortalSettings>[] = [
  prove(
    'workspace',
    { en: 'Gives the workspace the name that it has.', nl: 'Geeft de werkruimte de naam die zij heeft.' },
    async (session, { portalId, attributes }) => {
      await session.send(changeWorkspace(portalId, { name: attributes.name }));
      return null;
    },
  ),
  prove(
    'member',
    {
      en: 'Gives a member of the workspace the role held already.',
      nl: 'Geeft een lid van de werkruimte de rol die het al heeft.',
    },
    async (session, { portalId }) => {
      const [one] = await readRows(session, listMembers(portalId), memberSchema);
      if (one === undefined)
        return {
          en: 'The workspace has no members: add one in the portal first.',
          nl: 'De werkruimte heeft geen leden: voeg er eerst een toe in het portaal.',
        };
      await session.send(changeMember(portalId, one.email, { role: one.role }));
      return null;
    },
  ),
];
