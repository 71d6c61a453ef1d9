// A migrated database with records written by plain SQL as its owner, the way another program would, beside the store
// that the program itself uses. Builders with telling defaults; ids are uuids, names are source keys.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openStore, type Store } from '../../../src/database/open-store.ts';
import { prepareLogin } from '../../../src/database/runtime-login.ts';
import { freshDatabase } from '../../support/postgres.ts';

export interface RecordsDatabase {
  readonly url: string;
  readonly store: Store;
  /** As the owner of the tables, whom no policy binds. */
  sql<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  readonly owner: pg.Client;
  addPractice(id: string, linksFrom?: 'practice-software' | 'koppel'): Promise<void>;
  addConnection(connection?: Partial<NewConnection>): Promise<string>;
  addClient(client: NewClient): Promise<string>;
  addContact(contact: NewContact): Promise<string>;
  link(
    connectionId: string,
    record: { readonly kind: 'client' | 'contact'; readonly id: string },
  ): Promise<void>;
  close(): Promise<void>;
}

interface NewConnection {
  readonly practice: string;
  readonly name: string;
  readonly concurrency: number;
  readonly state: string;
  /** Whether the portal was listed, so that first loads may run. */
  readonly listed: boolean;
}
interface NewClient {
  readonly practice?: string;
  readonly key: string;
}
interface NewContact extends NewClient {
  readonly clientId: string;
  readonly email?: string | null;
  readonly personKey?: string | null;
}

export async function openRecordsDatabase(): Promise<RecordsDatabase> {
  const database = await freshDatabase();
  const owner = new pg.Client({ connectionString: database.url, options: '-c search_path=koppel' });
  await owner.connect();
  const store = openStore({ url: await runtimeUrl(database.url), maxConnections: 4 });
  const sql: RecordsDatabase['sql'] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await owner.query<Row>(text, [...values])).rows;
  return {
    url: database.url,
    store,
    owner,
    sql,
    ...builders(sql),
    close: async () => {
      await store.close();
      await owner.end();
      await database.giveBack();
    },
  };
}

/** The program runs under a login that owns nothing. */
async function runtimeUrl(ownerUrl: string): Promise<string> {
  const login = { name: 'koppel_runtime', password: 'of its own' };
  await prepareLogin(ownerUrl, login);
  return Object.assign(new URL(ownerUrl), { username: login.name, password: login.password }).href;
}

type Builders = Pick<RecordsDatabase, 'addPractice' | 'addConnection' | 'addClient' | 'addContact' | 'link'>;

function builders(sql: RecordsDatabase['sql']): Builders {
  const PRACTICE = 'jansen';
  return {
    addPractice: async (id, linksFrom = 'practice-software') => {
      await sql('insert into practice (id, name, links_from) values ($1, $1, $2)', [id, linksFrom]);
    },
    addConnection: async (given = {}) => {
      const id = randomUUID();
      const {
        practice = PRACTICE,
        name = 'caseware',
        concurrency = 2,
        state = 'active',
        listed = true,
      } = given;
      await sql(
        `insert into connection (id, practice_id, name, portal, base_url, credentials, concurrency, requests_per_second, state,
          listed_at) values ($1, $2, $3, 'caseware-cloud', 'http://127.0.0.1:9', 'sealed', $4, 10, $5, $6)`,
        [id, practice, name, concurrency, state, listed ? new Date() : null],
      );
      await sql('insert into connection_budget (connection_id, practice_id) values ($1, $2)', [id, practice]);
      return id;
    },
    addClient: async ({ practice = PRACTICE, key }) => {
      const id = randomUUID();
      await sql(
        `insert into client (id, practice_id, source_key, number, name, kind, status)
          values ($1, $2, $3, $3, $3, 'company', 'client')`,
        [id, practice, key],
      );
      return id;
    },
    addContact: async ({
      practice = PRACTICE,
      key,
      clientId,
      email = `${key}@example.nl`,
      personKey = null,
    }) => {
      const id = randomUUID();
      await sql(
        `insert into contact (id, practice_id, client_id, source_key, last_name, email, person_key)
          values ($1, $2, $3, $4, $4, $5, $6)`,
        [id, practice, clientId, key, email, personKey],
      );
      return id;
    },
    link: async (connectionId, { kind, id }) => {
      await sql(
        `insert into ${kind}_link (connection_id, ${kind}_id, practice_id, enabled)
          select $1, $2, practice_id, true from ${kind} where id = $2`,
        [connectionId, id],
      );
    },
  };
}
