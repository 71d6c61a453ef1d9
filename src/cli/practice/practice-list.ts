// Lists the practices and where their records come from.
import { listPractices, type SourceSetting } from '../../database/records/practices.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { webhookAddress } from './webhook-address.ts';

export async function showPractices({ foundation, out }: CommandContext): Promise<void> {
  const practices = await foundation.store.inSystem(listPractices);
  if (practices.length === 0) out.line('There are no practices yet; add one with `koppel practice add`.');
  else {
    out.table(
      ['practice', 'name', 'links from', 'source', 'last read'],
      practices.map(({ id, name, linksFrom, source, sourceReadAt }) => [
        id,
        name,
        linksFrom,
        showSource(source),
        sourceReadAt?.toISOString() ?? '-',
      ]),
    );
  }
  out.result({
    practices: practices.map((practice) => ({
      ...practice,
      webhookAddress: webhookAddress(foundation.config, practice.id),
    })),
  });
}

function showSource(source: SourceSetting | null): string {
  if (source === null) return 'none: the window cannot be guaranteed';
  if (source.kind === 'software') return source.software;
  return source.kind === 'folder' ? source.path : source.url;
}
