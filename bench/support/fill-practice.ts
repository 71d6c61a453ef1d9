// A practice with one connection to the portal of the bench and the companies as its clients, by the commands that people use.
import { writeRecordFiles, type Company } from './companies.ts';
import type { KoppelPlace } from './koppel-place.ts';
import type { BenchPortal } from './portal.ts';

/** The place has the credentials of the portal in BENCH_CREDENTIALS. */
export async function fillPractice(
  { koppel, folder }: KoppelPlace,
  portal: BenchPortal,
  { companies, atOnce }: { companies: readonly Company[]; atOnce: number },
): Promise<void> {
  const practice = ['--practice', 'bench'];
  await koppel('practice', 'add', 'bench', '--name', 'Bench');
  await koppel(
    ...['connection', 'add', 'caseware', ...practice, '--portal', 'caseware-cloud', '--url', portal.url],
    ...['--credentials', 'env:BENCH_CREDENTIALS', '--concurrency', String(atOnce), '--rate', '10000'],
  );
  const { clients, contacts } = await writeRecordFiles(folder, 'caseware', companies);
  const asOf = ['--as-of', new Date(Date.now() - 60_000).toISOString()];
  await koppel('import', ...practice, '--clients', clients, '--contacts', contacts, ...asOf);
}
