// The workspace of a client, known by the number that the practice gives the client.
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import { KEPT, listedResource, readRows, type ReadList } from '../../../connectors/kit/listed-resource.ts';
import { GONE, write } from '../../../connectors/kit/write.ts';
import { changeWorkspace, createWorkspace, listWorkspaces, workspaceSchema } from '../assumed.ts';
import { workspaceTask } from '../manual-tasks.ts';
import type { SamplePortalSettings } from '../settings.ts';

export const readWorkspaces: ReadList<SamplePortalSettings> = async (session) => {
  const rows = await readRows(session, listWorkspaces(), workspaceSchema);
  return rows.map(({ id, number, name }) => ({ portalId: id, key: number, attributes: { name } }));
};

export const workspace = listedResource<SamplePortalSettings>({
  scope: 'client',
  evidence: 'assumed',
  ...KEPT,
  repeat: 'find',
  neverTwice: true,
  read: readWorkspaces,
  create: (session, { key, attributes }) =>
    write(session, createWorkspace({ number: key, name: attributes.name }), {
      done: (response) => ({ status: 'done', portalId: parseAnswer(workspaceSchema, response, 'POST').id }),
      byCode: { EXISTS: { status: 'taken' } },
      field: 'name',
    }),
  update: (session, { portalId, changes }) =>
    write(session, changeWorkspace(portalId, changes), { done: portalId, whenMissing: GONE, field: 'name' }),
  manual: workspaceTask,
});
