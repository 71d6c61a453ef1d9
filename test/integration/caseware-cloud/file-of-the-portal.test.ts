// What is proposed by the file of a portal that names fields otherwise is what that portal takes.
import { expect } from 'chai';
import { compareApis } from '../../../connectors/api-check/compare-apis.ts';
import { proposalsOf } from '../../../connectors/api-check/conclude.ts';
import { fieldsOf, openApi } from '../../../connectors/api-check/open-api.ts';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import api from '../../../connectors/caseware-cloud/api.json' with { type: 'json' };
import { completeFile, ENTITY_SCHEMAS, renameField, USER_SCHEMAS } from '../../support/caseware-openapi.ts';
import { openEngine } from '../../support/engine.ts';

describe('a portal of CaseWare Cloud that names fields otherwise', () => {
  it('is sent the fields that its file has, once what the file proposes is set', async () => {
    const file = completeFile();
    renameField(file, { from: 'BusinessPhone', to: 'Phone', schemas: ENTITY_SCHEMAS });
    renameField(file, { from: 'MobilePhone', to: 'mobilePhone', schemas: USER_SCHEMAS });
    const findings = compareApis(openApi(api), openApi(file), caseWareCloud.settings.parse({}));
    const proposals = proposalsOf(findings);
    expect(proposals.map(({ setting }) => setting)).to.deep.equal([
      'fieldNames.phone',
      'fieldNames.personMobile',
    ]);
    const names = proposals.map(({ setting, value }) => [setting.replace('fieldNames.', ''), value] as const);
    const engine = await openEngine({ settings: { fieldNames: Object.fromEntries(names) } });
    try {
      const client = await engine.client({ phone: '020 123 45 67' });
      await engine.contact(client, { mobile: '06 12 34 56 78' });
      expect(await engine.settle()).to.deep.equal([]);
      const requests = await engine.portal.requests();
      const sentTo = (path: string): readonly string[] =>
        Object.keys(fieldsOf(requests.find((one) => one.method === 'POST' && one.path === path)?.body));
      expect(sentTo('/entities')).to.include('Phone');
      expect(sentTo('/users')).to.include('mobilePhone');
      const { EntityPost, UserPost } = file.components.schemas;
      expect(Object.keys(EntityPost?.properties ?? {})).to.include.members([...sentTo('/entities')]);
      expect(Object.keys(UserPost?.properties ?? {})).to.include.members([...sentTo('/users')]);
    } finally {
      await engine.close();
    }
  });

  it('gives roles under the word that its file has for an entity, once that is set', async () => {
    const file = completeFile();
    const words = { type: 'string', enum: ['ENTITY', 'ENGAGEMENT'] };
    Object.assign(file.components.schemas.RoleAssignment?.properties ?? {}, { objType: words });
    const findings = compareApis(openApi(api), openApi(file), caseWareCloud.settings.parse({}));
    expect(proposalsOf(findings)).to.deep.equal([{ setting: 'objectType', value: 'ENTITY' }]);
    const engine = await openEngine({
      ...{ settings: { accessBy: 'role', objectType: 'ENTITY' }, provenTypes: [] },
      switches: { objectType: 'ENTITY' },
    });
    try {
      const contact = await engine.contact(await engine.client());
      expect(await engine.settle()).to.deep.equal([]);
      const { access } = await engine.portal.state();
      expect(access.flatMap(({ people }) => people)).to.deep.equal([contact.fields.email]);
    } finally {
      await engine.close();
    }
  });
});
