// Reads the source of a practice now, in this process.
import { openSources } from '../../app/open-sources.ts';
import { createIntake } from '../../database/records/intake.ts';
import { addHints } from '../../database/records/source-hints.ts';
import { wantFullReading } from '../../database/records/source-state.ts';
import { readSource } from '../../intake/read-source.ts';
import { createAddressGuard } from '../../portal-http/address-guard.ts';
import { createDownload } from '../../portal-http/download.ts';
import { findPractice } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export async function syncSource(
  { foundation, out }: CommandContext,
  id: string,
  { full = false }: { readonly full?: boolean },
): Promise<number> {
  const { store, config } = foundation;
  await findPractice(store, id);
  await store.inPractice(id, async (tx) => {
    if (full) await wantFullReading(tx);
    await addHints(tx, id, [{ kind: 'any', key: '', byDate: false }]);
  });
  const sources = openSources(foundation);
  try {
    const download = createDownload({ guard: createAddressGuard({ allowed: config.allowedAddresses }) });
    const ports = {
      ...{ store, intake: createIntake(store), now: () => new Date(), download },
      ...{ openSource: sources.open, countUnannounced: () => undefined },
    };
    const result = await readSource(ports, id, new AbortController().signal);
    const { status, applied, unchanged, deleted, problems } = result;
    if (status === 'busy')
      out.line({
        en: 'Somebody else reads it at this moment, or the practice has no source.',
        nl: 'Op dit moment leest iemand anders, of het kantoor heeft geen bron.',
      });
    else
      out.line({
        en: `Read: ${applied} changed, ${unchanged} as they were, ${deleted} gone.`,
        nl: `Gelezen: ${applied} gewijzigd, ${unchanged} zoals ze waren, ${deleted} weg.`,
      });
    const codes = problems.join(', ');
    if (problems.length > 0)
      out.line({
        en: `Refused in part: ${codes}; see koppel source status ${id}.`,
        nl: `Deels geweigerd: ${codes}; zie koppel source status ${id}.`,
      });
    out.result(result);
    return status === 'busy' ? EXIT.no : EXIT.ok;
  } finally {
    sources.close();
  }
}
