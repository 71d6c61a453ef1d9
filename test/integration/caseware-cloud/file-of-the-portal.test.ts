// What is proposed by the file of a portal that names fields otherwise is what that portal takes.
import { expect } from 'chai';
import { compareApis } from '../../../connectors/api-check/compare-apis.ts';
import { proposalsOf } from '../../../connectors/api-check/conclude.ts';
import { openApi } from '../../../connectors/api-check/open-api.ts';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import api from '../../../connectors/caseware-cloud/api.json' with { type: 'json' };
import {
  completeFile,
  ENTITY_SCHEMAS,
  renameField,
  USER_SCHEMAS,
  type CaseWareFile,
} from '../../support/caseware-openapi.ts';
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
    const before = await pushTo(file, {});
    expect(before, 'with the names that are assumed').to.deep.equal({ entities: 0, people: 0, access: 0 });
    const after = await pushTo(file, { fieldNames: Object.fromEntries(names) });
    expect(after).to.deep.equal({ entities: 1, people: 1, access: 1 });
  });

  /** What stands in a portal that takes the fields of its file and refuses any other; also after each of them changed. */
  async function pushTo(file: CaseWareFile, settings: Readonly<Record<string, unknown>>) {
    const { EntityPost = {}, AddressPost = {}, UserPost = {} } = file.components.schemas;
    const [entity = [], address = [], user = []] = [EntityPost, AddressPost, UserPost].map(
      ({ properties = {} }) => Object.keys(properties),
    );
    const engine = await openEngine({ settings, switches: { fields: { entity, address, user } } });
    try {
      const address = { street: 'Dorpsstraat', city: 'Zutphen', postalCode: '7201 AA' };
      const client = await engine.client({ phone: '020 123 45 67', ...address });
      const contact = await engine.contact(client, { mobile: '06 12 34 56 78' });
      await engine.settle();
      await engine.change(client, { phone: '020 765 43 21', city: 'Lochem' });
      await engine.change(contact, { mobile: '06 87 65 43 21' });
      await engine.settle();
      const { entities, users, access } = await engine.portal.state();
      const has = (held: object, ...values: string[]): boolean =>
        values.every((value) => JSON.stringify(held).includes(value));
      return {
        entities: entities.filter((one) => has(one, '020 765 43 21', 'Lochem')).length,
        people: users.filter((one) => has(one, '06 87 65 43 21')).length,
        access: access.length,
      };
    } finally {
      await engine.close();
    }
  }

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
