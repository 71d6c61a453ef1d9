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
        replace: [
          {
            from: '  using (practice_id = current_practice()) with check (practice_id = current_practice());',
            to: '  using (true) with check (true);',
          },
        ],
        red: [
          {
            file: 'test/integration/database/isolation.test.ts',
            title: 'every table shows a practice its own rows and no others, without any condition',
          },
          {
            file: 'test/integration/database/isolation.test.ts',
            title: 'without a practice nothing is visible',
          },
        ],
      },
      {
        id: 'practice-per-connection',
        breaks: 'hands a database connection on without saying for which practice',
        file: 'src/database/open-store.ts',
        replace: [
          {
            from: 'if (practiceByClient.get(client) === practiceId) return client;',
            to: 'if (practiceByClient.has(client)) return client;',
          },
        ],
        red: [
          {
            file: 'test/integration/database/isolation.test.ts',
            title: 'a connection that served one practice shows it neither to another nor to nobody',
          },
        ],
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
        replace: [
          { from: 'set role ${role}; ', to: '' },
          { from: 'walls.user !== role || ', to: '' },
        ],
        red: [
          {
            file: 'test/integration/database/walls.test.ts',
            title: 'stand whatever options the address sets',
          },
          {
            file: 'test/integration/database/walls.test.ts',
            title: 'stand behind a pooler that leaves start-up options out',
          },
        ],
      },
      {
        id: 'wall-unchecked',
        breaks: 'goes on with a role that no row is hidden from',
        file: 'src/database/raise-walls.ts',
        replace: [
          { from: 'if (!walls.isBound || walls.openTables > 0)', to: 'if (walls.openTables > 1_000)' },
        ],
        red: [
          {
            file: 'test/integration/database/walls.test.ts',
            title: 'are refused where the role of the program may pass row-level security by',
          },
          {
            file: 'test/integration/database/walls.test.ts',
            title: 'are refused where a table of practices is not filtered, or belongs to the program',
          },
        ],
      },
      {
        id: 'wall-session',
        breaks: 'goes on where what a connection was told holds for another',
        file: 'src/database/raise-walls.ts',
        replace: [{ from: 'if (found !== expected)', to: 'if (found === undefined)' }],
        red: [
          {
            file: 'test/integration/database/walls.test.ts',
            title: 'are looked at again whenever a connection is handed to another practice',
          },
        ],
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
        replace: [{ from: '    maxRedirects: 0,', to: '    maxRedirects: 5,' }],
        red: [
          {
            file: 'test/unit/portal-http/address-guard.test.ts',
            title: 'does not follow a redirect with the credentials',
          },
          {
            file: 'test/unit/portal-http/open-session.test.ts',
            title: 'that is redirected stops the connection and follows nowhere',
          },
        ],
      },
      {
        id: 'redirects-source',
        breaks: 'follows a redirect of a source',
        file: 'src/portal-http/download.ts',
        replace: [{ from: '    maxRedirects: 0,', to: '    maxRedirects: 5,' }],
        red: [
          {
            file: 'test/unit/portal-http/address-guard.test.ts',
            title: 'for an export does not follow a redirect with the credentials either',
          },
        ],
      },
      {
        id: 'private-addresses',
        breaks: 'asks addresses that are not public',
        file: 'src/portal-http/address-guard.ts',
        replace: [
          {
            from: "if (rangeOf(address) !== 'unicast') return false;",
            to: "if (rangeOf(address) === 'loopback') return false;",
          },
        ],
        red: [
          { file: 'test/unit/portal-http/address-guard.test.ts', title: 'lose the private ones among them' },
          {
            file: 'test/unit/portal-http/address-guard.test.ts',
            title: 'stops the connection of a portal, for a person to look',
          },
        ],
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
        replace: [
          {
            from: 'headers: headers.data, body: message.body,',
            to: "headers: headers.data, body: Buffer.from(JSON.stringify(JSON.parse(message.body.toString('utf8')))),",
          },
        ],
        red: [
          {
            file: 'test/integration/http/webhook.test.ts',
            title: 'refuses a body that was changed after it was signed, by a space even',
          },
        ],
      },
      {
        id: 'not-utf8',
        breaks: 'accepts bytes that are not text',
        file: 'src/http/webhook.ts',
        replace: [{ from: 'if (!isUtf8(body))', to: "if (!isUtf8(body) && practiceId === '')" }],
        red: [
          {
            file: 'test/integration/http/webhook.test.ts',
            title: 'tells a sender that signs rightly and sends other bytes than UTF-8 so, and nobody else',
          },
        ],
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
        replace: [{ from: 'const TOLERANCE_S = 5 * 60;', to: 'const TOLERANCE_S = 5 * 60_000;' }],
        red: [
          {
            file: 'test/integration/http/webhook.test.ts',
            title: 'tells a sender whose clock is ',
          },
        ],
      },
      {
        id: 'id-taken',
        breaks: 'answers 202 to another body under an id that was used',
        file: 'src/http/webhook.ts',
        replace: [{ from: "if (outcome === 'taken')", to: "if (outcome === 'taken' && practiceId === '')" }],
        red: [
          {
            file: 'test/integration/http/webhook.test.ts',
            title: 'refuses with 409 another body under an id that was used',
          },
        ],
      },
      {
        id: 'replay-stored',
        breaks: 'stores an event anew under the same id',
        file: 'src/database/records/events.ts',
        replace: [
          {
            from: 'where known.problems is not null and known.body_digest',
            to: 'where known.body_digest',
          },
        ],
        red: [
          {
            file: 'test/integration/jobs/receive-event.test.ts',
            title: 'are stored and applied once: what is sent again under the same id changes nothing',
          },
        ],
      },
      {
        id: 'off-through',
        breaks: 'takes over nothing of an event that has something wrong in it',
        file: 'src/intake/records/event-schema.ts',
        replace: [{ from: 'certain: read === null ? null : onlyCertain(read)', to: 'certain: null' }],
        red: [
          {
            file: 'test/integration/jobs/refused-event.test.ts',
            title: 'rule 22: deletes although it says more than a delete may',
          },
          {
            file: 'test/integration/jobs/off-gets-through.test.ts',
            title: 'gets through whatever else is wrong, and what is wrong stays in sight',
          },
        ],
      },
      {
        id: 'open-forgotten',
        breaks: 'closes what was refused, or waits, although nothing was said later',
        file: 'src/database/records/events.ts',
        replace: [{ from: 'r.data_said_at > e.said_at or', to: 'r.data_said_at < now() or' }],
        red: [
          {
            file: 'test/integration/jobs/refused-event.test.ts',
            title: 'is settled by what is said later of the same record, and not by what was said before',
          },
          {
            file: 'test/integration/jobs/off-gets-through.test.ts',
            title: 'gets through whatever else is wrong, and what is wrong stays in sight',
          },
        ],
      },
      {
        id: 'off-by-number',
        breaks: 'hears no off of a record whose key is sent as a number',
        file: 'src/intake/records/record-schema.ts',
        replace: [{ from: 'Number.isSafeInteger(given) ? String(given) : textOf', to: 'textOf' }],
        red: [
          {
            file: 'test/integration/jobs/off-gets-through.test.ts',
            title: 'gets through whatever else is wrong, and what is wrong stays in sight',
          },
        ],
      },
      {
        id: 'replay-applied',
        breaks: 'applies an event that was applied',
        file: 'src/database/records/events.ts',
        replace: [
          {
            from: "where webhook_id = ${webhookId} and status in ('received', 'orphaned', 'failed')",
            to: 'where webhook_id = ${webhookId}',
          },
        ],
        red: [
          {
            file: 'test/integration/jobs/receive-event.test.ts',
            title: 'are stored and applied once: what is sent again under the same id changes nothing',
          },
        ],
      },
    ],
  },
];
