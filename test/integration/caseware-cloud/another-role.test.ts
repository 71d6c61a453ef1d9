// Another role in the settings while what was asked for with the role before was never answered: nobody keeps both.
import { sql } from 'kysely';
import { expect } from 'chai';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';

/** Lets nobody see files in the sandbox, as only the collaborator does. */
const OTHER = 'Contact - Entity Access';

describe('rule 19: another role while a grant was never answered', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;
  afterEach(() => engine.close());

  const begin = async (options: EngineOptions) => {
    engine = await openEngine({ policy: { requestTimeoutMs: 1_000 }, ...options });
    client = await engine.client();
    await engine.settle();
  };
  const losing = (path: string, times = 1) =>
    engine.portal.arm({ match: { method: 'PATCH', path }, fault: 'timeout-after-commit', times });
  /** The new role is given, and the portal then refuses whatever is asked next. */
  const refusingTheRest = async (path: string, fault: string) => {
    const match = { method: 'PATCH', path };
    await engine.portal.arm({ match, fault: 'slow', delayMs: 0 });
    await engine.portal.arm({ match, fault });
  };
  const setRole = async (roleName: string) => {
    await engine.rows(
      sql`update connection set settings = settings || jsonb_build_object('roleName', ${roleName}::text)`,
    );
  };
  const later = async () => {
    await engine.passTime();
    await engine.settle();
    const tasks = await engine.tasks();
    for (const task of tasks.filter(({ action }) => action === 'find-out')) await engine.confirm(task);
    await engine.settle();
  };
  /** How many roles each has on an entity. */
  const rolesOfGroups = async () => {
    const { groups } = await engine.portal.state();
    return groups.flatMap((group) =>
      (group as unknown as { roles: { roles: string[] }[] }).roles.map((on) => on.roles.length),
    );
  };
  const opened = () => engine.portal.peopleWithAccess(client.fields.number ?? '');

  describe('of the person on the entity', () => {
    const ROLES = '^/users/[^/]+/role-assignments$';
    const beginLost = async (options: EngineOptions = {}) => {
      await begin({
        ...{ settings: { accessBy: 'role' }, provenTypes: [], switches: { readBack: true } },
        ...options,
      });
      await losing(ROLES);
      contact = await engine.contact(client);
      await engine.settle(1);
      expect(await opened(), 'it landed').to.deep.equal([contact.fields.email]);
    };

    it('takes the role away that may have landed when the new one is given', async () => {
      await beginLost();
      await engine.portal.activate(contact.fields.email ?? '');
      await setRole(OTHER);
      await later();
      expect(await opened()).to.deep.equal([]);
      expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    });

    it('takes it away when a person found it there', async () => {
      await beginLost();
      await engine.passTime();
      await engine.settle();
      expect(await engine.standing(contact)).to.include({ reason: 'UNCERTAIN' });
      await setRole(OTHER);
      await later();
      expect(await opened()).to.deep.equal([]);
      expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    });

    it('takes it away from whom is unlinked', async () => {
      await beginLost();
      await setRole(OTHER);
      await engine.unlink(contact);
      await engine.settle();
      await engine.passTime();
      await engine.settle();
      expect(await opened()).to.deep.equal([]);
    });

    it('takes both away from whom is unlinked while a change of role was never answered', async () => {
      await begin({ settings: { accessBy: 'role', roleName: OTHER }, provenTypes: [] });
      contact = await engine.contact(client);
      await engine.settle();
      await losing(ROLES);
      await setRole('Contact - Entity Collaborator');
      await engine.settle(1);
      expect(await opened(), 'it landed').to.deep.equal([contact.fields.email]);
      await engine.unlink(contact);
      await engine.settle();
      await engine.passTime();
      await engine.settle();
      expect(await opened()).to.deep.equal([]);
    });

    for (const reading of ['no', 'a'] as const)
      for (const fault of ['403', '429'])
        it(`takes both away where the new one was given, and the old one answered with ${fault}, with ${reading} reading`, async () => {
          const provenTypes = reading === 'a' ? ['entity-role'] : [];
          await begin({ settings: { accessBy: 'role', roleName: OTHER }, provenTypes });
          contact = await engine.contact(client);
          await engine.settle();
          await refusingTheRest(ROLES, fault);
          await setRole('Contact - Entity Collaborator');
          await engine.run(client);
          expect(await opened(), 'the new one landed').to.deep.equal([contact.fields.email]);
          await engine.unlink(contact);
          await engine.settle();
          await engine.passTime();
          await engine.settle();
          expect(await opened()).to.deep.equal([]);
        });

    it('does so where the portal reads back, too', async () => {
      await beginLost({ provenTypes: ['entity-role'] });
      await setRole(OTHER);
      await later();
      expect(await opened()).to.deep.equal([]);
      expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    });
  });

  it('of the group on the entity, takes the role away that may have landed', async () => {
    await begin({});
    await losing('^/groups/[^/]+/role-assignments$');
    contact = await engine.contact(client);
    await engine.settle(1);
    expect(await rolesOfGroups(), 'it landed').to.deep.equal([1]);
    await setRole(OTHER);
    await later();
    expect(await opened()).to.deep.equal([]);
    expect(await rolesOfGroups()).to.deep.equal([1]);
  });

  it('of the group on the entity, keeps one of them where only the new one was answered, and the setting is taken back', async () => {
    await begin({ settings: { accessBy: 'contact-group', roleName: OTHER } });
    contact = await engine.contact(client);
    await engine.settle();
    await refusingTheRest('^/groups/[^/]+/role-assignments$', '403');
    await setRole('Contact - Entity Collaborator');
    await engine.run(client);
    expect(await rolesOfGroups(), 'the new one landed').to.deep.equal([2]);
    await setRole(OTHER);
    await later();
    expect(await opened()).to.deep.equal([]);
    expect(await rolesOfGroups()).to.deep.equal([1]);
  });
});
