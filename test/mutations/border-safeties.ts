// What keeps others out: other practices, forged calls, and machines that are no portal.
import type { Safety } from './mutation.ts';

export const BORDER_SAFETIES: readonly Safety[] = [
  {
    name: 'The row filter of a practice',
    purpose: 'A forgotten condition in a query shows one practice nothing of another: the database filters.',
    mutations: [
      {
        id: 'row-filter',
        breaks: 'shows every row to every practice',
        file: 'src/database/migrations/0004-isolation.ts',
        replace: {
          '  using (practice_id = current_practice()) with check (practice_id = current_practice());':
            '  using (true) with check (true);',
        },
        red: {
          'test/integration/database/isolation.test.ts': [
            'every table shows a practice its own rows and no others, without any condition',
            'without a practice nothing is visible',
          ],
        },
      },
      {
        id: 'practice-per-connection',
        breaks: 'hands a database connection on without saying for which practice',
        file: 'src/database/open-store.ts',
        replace: {
          'if (practiceByClient.get(client) === practiceId) return client;':
            'if (practiceByClient.has(client)) return client;',
        },
        red: {
          'test/integration/database/isolation.test.ts': [
            'a connection that served one practice shows it neither to another nor to nobody',
          ],
        },
      },
    ],
  },
  {
    name: 'Walls before the first query',
    purpose:
      'A connection to the database is used only once it has the role that row-level security binds, and only while it is one session.',
    mutations: [
      {
        id: 'wall-untold',
        breaks: 'leaves the role to whatever the address gives',
        file: 'src/database/raise-walls.ts',
        replace: { 'set role ${role}; ': '', 'walls.user !== role || ': '' },
        red: {
          'test/integration/database/walls.test.ts': [
            'stand whatever options the address sets',
            'stand behind a pooler that leaves start-up options out',
          ],
        },
      },
      {
        id: 'wall-unchecked',
        breaks: 'goes on with a role that no row is hidden from',
        file: 'src/database/raise-walls.ts',
        replace: { 'if (!walls.isBound || walls.openTables > 0)': 'if (walls.openTables > 1_000)' },
        red: {
          'test/integration/database/walls.test.ts': [
            'are refused where the role of the program may pass row-level security by',
            'are refused where a table of practices is not filtered, or belongs to the program',
          ],
        },
      },
      {
        id: 'wall-session',
        breaks: 'goes on where what a connection was told holds for another',
        file: 'src/database/raise-walls.ts',
        replace: { 'if (found !== expected)': 'if (found === undefined)' },
        red: {
          'test/integration/database/walls.test.ts': [
            'are looked at again whenever a connection is handed to another practice',
          ],
        },
      },
    ],
  },
  {
    name: 'No redirects, no private addresses',
    purpose:
      'A request with credentials goes only to the host that was configured, and never into the network of the practice.',
    mutations: [
      {
        id: 'redirects',
        breaks: 'follows a redirect of a portal',
        file: 'src/portal-http/portal-http.ts',
        replace: { '    maxRedirects: 0,': '    maxRedirects: 5,' },
        red: {
          'test/unit/portal-http/address-guard.test.ts': ['does not follow a redirect with the credentials'],
          'test/unit/portal-http/open-session.test.ts': [
            'that is redirected stops the connection and follows nowhere',
          ],
        },
      },
      {
        id: 'redirects-source',
        breaks: 'follows a redirect of a source',
        file: 'src/portal-http/download.ts',
        replace: { '    maxRedirects: 0,': '    maxRedirects: 5,' },
        red: {
          'test/unit/portal-http/address-guard.test.ts': [
            'for an export does not follow a redirect with the credentials either',
          ],
        },
      },
      {
        id: 'private-addresses',
        breaks: 'asks addresses that are not public',
        file: 'src/portal-http/address-guard.ts',
        replace: {
          "if (rangeOf(address) !== 'unicast') return false;":
            "if (rangeOf(address) === 'loopback') return false;",
        },
        red: {
          'test/unit/portal-http/address-guard.test.ts': [
            'lose the private ones among them',
            'stops the connection of a portal, for a person to look',
          ],
        },
      },
    ],
  },
  {
    name: 'The signature over the bytes as received',
    purpose: 'A webhook is verified on what was sent, not on what was read from it.',
    mutations: [
      {
        id: 'raw-bytes',
        breaks: 'verifies the JSON as written anew',
        file: 'src/http/webhook.ts',
        replace: {
          'headers: headers.data, body: message.body,':
            "headers: headers.data, body: Buffer.from(JSON.stringify(JSON.parse(message.body.toString('utf8')))),",
        },
        red: {
          'test/integration/http/webhook.test.ts': [
            'refuses a body that was changed after it was signed, by a space even',
          ],
        },
      },
      {
        id: 'not-utf8',
        breaks: 'accepts bytes that are not text',
        file: 'src/http/webhook.ts',
        replace: { 'if (!isUtf8(body))': "if (!isUtf8(body) && practiceId === '')" },
        red: {
          'test/integration/http/webhook.test.ts': [
            'tells a sender that signs rightly and sends other bytes than UTF-8 so, and nobody else',
          ],
        },
      },
    ],
  },
  {
    name: 'Once per id',
    purpose: 'A webhook sent again, by a sender in doubt or by somebody who recorded it, changes nothing.',
    mutations: [
      {
        id: 'replay-old',
        breaks: 'takes a signature of any time',
        file: 'src/http/webhook-timestamp.ts',
        replace: { 'const TOLERANCE_S = 5 * 60;': 'const TOLERANCE_S = 5 * 60_000;' },
        red: { 'test/integration/http/webhook.test.ts': ['tells a sender whose clock is '] },
      },
      {
        id: 'id-taken',
        breaks: 'answers 202 to another body under an id that was used',
        file: 'src/http/webhook.ts',
        replace: { "if (outcome === 'taken')": "if (outcome === 'taken' && practiceId === '')" },
        red: {
          'test/integration/http/webhook.test.ts': [
            'refuses with 409 another body under an id that was used',
          ],
        },
      },
      {
        id: 'replay-stored',
        breaks: 'stores an event anew under the same id',
        file: 'src/database/records/events.ts',
        replace: { 'where known.problems is not null and known.body_digest': 'where known.body_digest' },
        red: {
          'test/integration/jobs/receive-event.test.ts': [
            'are stored and applied once: what is sent again under the same id changes nothing',
          ],
        },
      },
      {
        id: 'off-through',
        breaks: 'takes over nothing of an event that has something wrong in it',
        file: 'src/intake/records/event-schema.ts',
        replace: { 'certain: read === null ? null : onlyCertain(read)': 'certain: null' },
        red: {
          'test/integration/jobs/refused-event.test.ts': [
            'rule 22: deletes although it says more than a delete may',
          ],
          'test/integration/jobs/off-gets-through.test.ts': [
            'gets through whatever else is wrong, and what is wrong stays in sight',
          ],
        },
      },
      {
        id: 'open-forgotten',
        breaks: 'closes what was refused, or waits, although nothing was said later',
        file: 'src/database/records/events.ts',
        replace: { 'r.data_said_at > e.said_at or': 'r.data_said_at < now() or' },
        red: {
          'test/integration/jobs/refused-event.test.ts': [
            'is settled by what is said later of the same record, and not by what was said before',
          ],
          'test/integration/jobs/off-gets-through.test.ts': [
            'gets through whatever else is wrong, and what is wrong stays in sight',
          ],
        },
      },
      {
        id: 'off-by-number',
        breaks: 'hears no off of a record whose key is sent as a number',
        file: 'src/intake/records/record-schema.ts',
        replace: { 'Number.isSafeInteger(given) ? String(given) : textOf': 'textOf' },
        red: {
          'test/integration/jobs/off-gets-through.test.ts': [
            'gets through whatever else is wrong, and what is wrong stays in sight',
          ],
        },
      },
      {
        id: 'replay-applied',
        breaks: 'applies an event that was applied',
        file: 'src/database/records/events.ts',
        replace: {
          "where webhook_id = ${webhookId} and status in ('received', 'orphaned', 'failed')":
            'where webhook_id = ${webhookId}',
        },
        red: {
          'test/integration/jobs/receive-event.test.ts': [
            'are stored and applied once: what is sent again under the same id changes nothing',
          ],
        },
      },
    ],
  },
];
