// A member of a client's workspace: this is what lets somebody see it.
import { ACCESS, listedResource, readRows } from '../../../connectors/kit/listed-resource.ts';
import { GONE, parentMissing, write } from '../../../connectors/kit/write.ts';
import { addMember, changeMember, listMembers, memberSchema, removeMember } from '../assumed.ts';
import { memberTask } from '../manual-tasks.ts';
import type { SamplePortalSettings } from '../settings.ts';

export const member = listedResource<SamplePortalSettings>({
  scope: 'client',
  below: ['workspace'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'idempotent',
  async read(session, { workspace = '' }) {
    // An id that is not known has asked nothing.
    if (workspace === '') throw parentMissing();
    const rows = await readRows(session, listMembers(workspace), memberSchema);
    return rows.map(({ email, role }) => ({ portalId: email, key: email, attributes: { role } }));
  },
  create: (session, { key, parents, attributes }) =>
    write(session, addMember(parents['workspace'] ?? '', { email: key, ...attributes }), { done: key }),
  update: (session, { portalId, parents, changes }) =>
    write(session, changeMember(parents['workspace'] ?? '', portalId, changes), {
      done: portalId,
      whenMissing: GONE,
    }),
  remove: (session, { portalId, parents }) =>
    write(session, removeMember(parents['workspace'] ?? '', portalId), { done: portalId, whenMissing: GONE }),
  manual: memberTask,
});
