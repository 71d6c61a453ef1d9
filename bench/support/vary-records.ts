// Copies of one client are all called the same and stand at the same place: here they get names, cities and states of
// their own, so that a search and a filter find what they would find in a practice.
import type { MeasuredDatabase } from './measured-postgres.ts';

const TRADES = [
  'Bakkerij',
  'Slagerij',
  'Fietsenmaker',
  'Kapper',
  'Installatiebedrijf',
  'Bouwbedrijf',
  'Garage',
];
const PEOPLE = ['De Vries', 'Jansen', 'Van Dijk', 'Bakker', 'Visser', 'Smit', 'De Boer', 'Mulder', 'Bosch'];
const GIVEN = ['Anna', 'Bram', 'Carla', 'Daan', 'Esra', 'Floor', 'Gijs', 'Hanna', 'Ivo', 'Jet', 'Koen'];
const CITIES = ['Utrecht', 'Zwolle', 'Breda', 'Hoorn', 'Goes', 'Emmen', 'Venlo', 'Delft', 'Leiden', 'Tiel'];

/** Of a hundred clients ten are not linked, and one is due; of a hundred contacts five lack an address, and five were mailed within a month. */
export async function varyRecords(database: MeasuredDatabase): Promise<void> {
  const pick = (from: readonly string[], n: string): string =>
    `(array['${from.join("','")}'])[1 + (${n} % ${from.length})]`;
  const numbered = (table: string): string =>
    `(select id, row_number() over (order by id)::integer as n from koppel.${table}) v`;
  const off = 'select id from koppel.client where hashtext(id::text) % 10 = 0';
  const some = (column: string, rest: number): string => `hashtext(${column}::text) % 20 = ${rest}`;
  for (const statement of [
    `update koppel.client k set name = ${pick(TRADES, 'v.n')} || ' ' || ${pick(PEOPLE, 'v.n / 7')} || ' ' || v.n,
      city = ${pick(CITIES, 'v.n')}, number = v.n::text from ${numbered('client')} where v.id = k.id`,
    `update koppel.contact c set first_name = ${pick(GIVEN, 'v.n')}, last_name = ${pick(PEOPLE, 'v.n / 11')} || ' ' || v.n
      from ${numbered('contact')} where v.id = c.id`,
    `update koppel.standing s set since = now() - v.n * interval '7 minutes' from ${numbered('contact')} where v.id = s.subject_id`,
    `update koppel.standing set state = 'failed', reason = 'EMAIL_MISSING' where subject_kind = 'contact' and ${some('subject_id', 3)}`,
    `update koppel.portal_resource set sign_in = 'mail-sent', created_at = now() - abs(hashtext(id::text) / 20 % 30) * interval '1 day'
      where owner like 'contact:%' and ${some('id', 5)}`,
    // As the sweep after a first load notes it.
    'update koppel.client_link set judged = true',
    `update koppel.client_link set enabled = false where client_id in (${off})`,
    `update koppel.contact_link set enabled = false where contact_id in (select id from koppel.contact where client_id in (${off}))`,
    `delete from koppel.claim where client_id in (${off})`,
    `delete from koppel.standing where client_id in (${off})`,
    `update koppel.due_pair set pending = true, changed_at = now() where hashtext(client_id::text) % 100 = 1`,
  ])
    await database.query(`set session_replication_role = replica; ${statement}`);
}
