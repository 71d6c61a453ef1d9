// Records as the practice software gives them, with telling defaults, and a practice of its own for every test.
import { createIntake } from '../../../src/database/records/intake.ts';
import {
  countOutcomes,
  type ClientRecord,
  type ContactRecord,
  type Intake,
  type IntakeCounts,
} from '../../../src/intake/intake.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const MONDAY = new Date('2026-03-02T09:00:00Z');
export const later = (minutes: number): Date => new Date(MONDAY.getTime() + minutes * 60_000);

/** Said when the record changed, unless a test says otherwise. */
export const at = (changedAt = MONDAY) => ({ saidAt: changedAt, undated: false, changedAt });

export function client(given: Partial<ClientRecord> & { phone?: string | null } = {}): ClientRecord {
  const { phone = null, ...record } = given;
  return {
    sourceKey: 'bakker',
    ...at(record.changedAt),
    links: {},
    data: {
      number: '100',
      name: 'Bakker BV',
      kind: 'company',
      status: 'client',
      street: null,
      houseNumber: null,
      houseNumberAddition: null,
      building: null,
      postalCode: null,
      city: null,
      country: null,
      phone,
      email: null,
      website: null,
      facebook: null,
      twitter: null,
      linkedin: null,
      kvkNumber: null,
      enterpriseNumber: null,
      wkCustomerNumber: null,
    },
    ...record,
  };
}

export function contact(given: Partial<ContactRecord> & { phone?: string | null } = {}): ContactRecord {
  const { phone = null, ...record } = given;
  const names = { firstName: 'Jan', infix: 'de', lastName: 'Boer', initials: 'J.' };
  return {
    sourceKey: 'jan',
    clientKey: 'bakker',
    ...at(record.changedAt),
    links: {},
    data: { ...names, personKey: null, email: 'jan@example.nl', phone, mobile: null },
    ...record,
  };
}

export const APPLIED = { applied: 1, unchanged: 0, stale: 0, orphaned: 0 };
export const UNCHANGED = { applied: 0, unchanged: 1, stale: 0, orphaned: 0 };
export const STALE = { applied: 0, unchanged: 0, stale: 1, orphaned: 0 };
export const ORPHANED = { applied: 0, unchanged: 0, stale: 0, orphaned: 1 };
export const ON = { caseware: { enabled: true, settings: {} } };
export const OFF = { caseware: { enabled: false, settings: {} } };

export interface IntakeWorld {
  readonly db: RecordsDatabase;
  readonly intake: Intake;
  /** Another practice for every test, with a connection named caseware. */
  readonly practice: string;
  readonly upsert: (...rows: readonly ClientRecord[]) => Promise<IntakeCounts>;
  readonly upsertContact: (...rows: readonly ContactRecord[]) => Promise<IntakeCounts>;
  readonly stored: (table: 'client' | 'contact', key: string) => Promise<StoredRecord | undefined>;
}

interface StoredRecord {
  readonly id: string;
  readonly phone: string | null;
  readonly deleted_at: Date | null;
  readonly missing_since: Date | null;
}

/** Opens the world before the suite that it is called in, and closes it afterwards. */
export function useIntakeWorld(): IntakeWorld {
  let opened: RecordsDatabase | undefined;
  let practices = 0;
  const world: IntakeWorld = {
    get db() {
      if (opened === undefined) throw new Error('the world is not open yet');
      return opened;
    },
    get intake() {
      return createIntake(world.db.store);
    },
    get practice() {
      return `practice-${practices}`;
    },
    upsert: async (...rows) => countOutcomes(await world.intake.upsertClients(world.practice, rows)),
    upsertContact: async (...rows) => countOutcomes(await world.intake.upsertContacts(world.practice, rows)),
    stored: async (table, key) => {
      const [row] = await world.db.sql<StoredRecord>(
        `select id, phone, deleted_at, missing_since from ${table} where practice_id = $1 and source_key = $2`,
        [world.practice, key],
      );
      return row;
    },
  };
  before(async () => {
    opened = await openRecordsDatabase();
  });
  after(() => opened?.close());
  beforeEach(async () => {
    practices += 1;
    await world.db.addPractice(world.practice);
    await world.db.addConnection({ practice: world.practice });
  });
  return world;
}
