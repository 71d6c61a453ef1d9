// What a person is asked to do in CaseWare Cloud: with what Koppel knows already, and with what the settings say.
import { expect } from 'chai';
import { groupRoleTask, groupTask } from '../../../connectors/caseware-cloud/manual-tasks.ts';

const NAMES = { client: 'Bakkerij', clientNumber: '4711', contact: '-', email: '-', key: '', wanted: {} };

describe('A task in CaseWare Cloud', () => {
  it('names the group as Koppel will look for it, and asks for nothing that Koppel knows', () => {
    const { en, nl } = groupTask({ ...NAMES, parentId: 'e-1' });
    for (const steps of [en, nl])
      expect(steps.join(' ')).to.include('Koppel e-1').and.to.not.include('CWGuid');
    expect(groupTask(NAMES).en.join(' '), 'not known yet').to.include('CWGuid');
  });

  it('names the role that is wished, and leaves no other one', () => {
    const { en, nl } = groupRoleTask({ ...NAMES, wanted: { Role: 'Entiteitsmedewerker' } });
    for (const steps of [en, nl])
      expect(steps.join(' ')).to.match(/ › Entiteitsmedewerker\. .*(another role|andere rol)/);
    expect(groupRoleTask(NAMES).en.join(' ')).to.include('Contact - Entity Collaborator');
  });
});
