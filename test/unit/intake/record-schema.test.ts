import { expect } from 'chai';
import {
  readClient,
  readContact,
  readDeletion,
  type RecordContext,
} from '../../../src/intake/records/record-schema.ts';
import { placeProblem } from '../../../src/intake/records/problems.ts';

const context: RecordContext = { now: new Date('2026-11-22T09:00:00Z'), saidAt: null };

function client(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const required = { key: 'k1', changedAt: '2026-11-22T08:00:00Z', kind: 'company', status: 'client' };
  return { ...required, name: 'Bakkerij De Vries', ...fields };
}

function contact(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { key: 'p1', clientKey: 'k1', changedAt: '2026-11-22T08:00:00Z', lastName: 'Jansen', ...fields };
}

function read(fields: Record<string, unknown>) {
  const { statement, problems } = readClient(client(fields), context);
  const data = statement?.data ?? null;
  if (statement === null || data === null) throw new Error(JSON.stringify(problems));
  return { ...statement, data };
}

function problemsOf(fields: Record<string, unknown>): string[] {
  return readClient(client(fields), context).problems.map(({ field, code }) => `${field} ${code}`);
}

describe('the record of a client', () => {
  it('is the whole truth: an absent, null or empty field is empty', () => {
    const { data, links } = read({ city: null, street: '', phone: '   ' });
    expect(data).to.include({
      name: 'Bakkerij De Vries',
      city: null,
      street: null,
      phone: null,
      email: null,
    });
    expect(links).to.deep.equal({});
  });

  it('has its texts trimmed and brought into one Unicode form', () => {
    expect(read({ name: '  Cafe\u0301 Zoë ' }).data.name).to.equal('Café Zoë');
  });

  for (const name of [
    'Bloemen 🌷 👩‍👩‍👧',
    'شركة المحاسبة',
    'חשבונאות בע״מ',
    `Robert'); DROP TABLE client;--`,
    '<b>x</b>',
  ]) {
    it(`may have the name ${name}`, () => {
      expect(read({ name }).data.name).to.equal(name);
    });
  }

  for (const [what, name, code] of [
    ['a NUL', 'a\u0000b', 'CONTROL_CHARACTER'],
    ['a line break', 'a\nb', 'CONTROL_CHARACTER'],
    ['half a character', 'a\ud800b', 'CONTROL_CHARACTER'],
    ['a character that reverses text', 'a\u202Eb', 'DIRECTION_CHARACTER'],
    ['the error of a spreadsheet', '#VERW!', 'SPREADSHEET_ERROR'],
    ['the hashes of a narrow column', '#####', 'SPREADSHEET_ERROR'],
    ['letters that a wrong encoding has halved', 'VriÃ', 'WRONG_ENCODING'],
    ['a character that was lost on the way', 'Ren\ufffd', 'LOST_CHARACTER'],
    ['501 characters', 'x'.repeat(501), 'TOO_LONG'],
    ['10 MB', 'x'.repeat(10_000_000), 'TOO_LONG'],
    ['a number', 5, 'WRONG_TYPE'],
    ['a list', ['a'], 'WRONG_TYPE'],
  ] as const) {
    it(`is refused with ${what} for a name`, () => {
      expect(problemsOf({ name })).to.deep.equal([`name ${code}`]);
    });
  }

  it('is refused with a field that does not exist, naming it where it is near a known one, else its place', () => {
    expect(problemsOf({ nmae: 'x' })).to.deep.equal(['nmae UNKNOWN_FIELD']);
    expect(readClient(client({ nmae: 'x' }), context).problems[0]?.detail?.en).to.equal('is name meant?');
    expect(problemsOf({ 'Jan de Vries': 'x' })).to.deep.equal(['field 6 UNKNOWN_FIELD']);
  });

  it('is refused with ten thousand unknown fields without an endless answer', () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, index]));
    expect(problemsOf(fields)).to.have.length(20);
  });

  for (const [what, value] of [
    ['null', null],
    ['nothing', undefined],
    ['text', 'text'],
    ['a number', 5],
    ['a list', [client()]],
  ] as const) {
    it(`is refused when it is ${what} instead of an object`, () => {
      const { statement, problems } = readClient(value, context);
      expect([statement, problems.length]).to.deep.equal([null, 1]);
    });
  }

  it('needs a key, a kind and a status', () => {
    const problems = problemsOf({ key: ' ', kind: undefined, status: null });
    expect(problems).to.have.members(['key MISSING', 'kind MISSING', 'status MISSING']);
  });

  it('cannot bring fields in through the prototype', () => {
    const parsed = readClient(
      JSON.parse('{"key":"k","__proto__":{"kind":"company","status":"client"}}'),
      context,
    );
    expect(parsed.statement).to.include({ data: null });
  });

  it('says when it changed, with a time zone', () => {
    expect(read({ changedAt: '2026-11-22T09:30:00+02:00' }).changedAt.toISOString()).to.equal(
      '2026-11-22T07:30:00.000Z',
    );
    for (const changedAt of [
      '22-11-2026',
      '2026-11-22',
      '2026-11-22T09:00:00',
      '2026-02-30T09:00:00Z',
      'x'.repeat(500),
    ]) {
      expect(problemsOf({ changedAt }), changedAt).to.deep.equal(['changedAt BAD_DATE']);
    }
  });

  it('may be a little ahead of our clock, but not more than five minutes', () => {
    expect(problemsOf({ changedAt: '2026-11-22T09:04:00Z' })).to.deep.equal([]);
    expect(problemsOf({ changedAt: '2026-11-22T09:06:00Z' })).to.deep.equal(['changedAt DATE_IN_FUTURE']);
  });

  it('has the time of the export when it has none of its own', () => {
    const changedAt = new Date('2026-11-20T00:00:00Z');
    expect(
      readClient(client({ changedAt: null }), { ...context, saidAt: changedAt }),
    ).to.have.nested.property('statement.changedAt', changedAt);
    expect(problemsOf({ changedAt: undefined })).to.deep.equal(['changedAt CHANGED_AT_MISSING']);
  });

  it('has its country, KvK number and enterprise number in one form', () => {
    const { data } = read({ country: 'nl', kvkNumber: ' 1234 5678 ', enterpriseNumber: 'BE 0123.456.749' });
    expect(data).to.include({ country: 'NL', kvkNumber: '12345678', enterpriseNumber: '0123456749' });
    expect(read({ enterpriseNumber: '123456749' }).data.enterpriseNumber).to.equal('0123456749');
  });

  it('is refused with a country or number that cannot be one', () => {
    const problems = problemsOf({
      country: 'Utrecht',
      kvkNumber: '1234567',
      enterpriseNumber: 'BE 0123.456.789',
    });
    expect(problems).to.deep.equal([
      'country BAD_COUNTRY',
      'kvkNumber BAD_KVK_NUMBER',
      'enterpriseNumber BAD_ENTERPRISE_NUMBER',
    ]);
  });

  it('is not held up by an e-mail address with a mistake in it', () => {
    expect(read({ email: 'info@@example' }).data.email).to.equal('info@@example');
  });

  it('never shows a value in the message of a problem', () => {
    const parsed = readClient(client({ name: 'Geheim\u0000', kvkNumber: 'Geheim', kind: 'Geheim' }), context);
    const messages = parsed.problems.map((problem) => placeProblem(problem, {}).text.en);
    expect(messages).to.have.length(3);
    expect(messages.join()).not.to.contain('Geheim');
  });
});

describe('a record of which a field cannot be read', () => {
  const links = { scim: false, caseware: true, clearfacts: { enabled: false, settings: 7 } };
  const OFF = { enabled: false, settings: {} };

  it('loses its data and what it switches on, and keeps its key, its time and what it switches off', () => {
    const saidAt = new Date('2026-11-22T08:30:00Z');
    const { statement, problems } = readContact(contact({ phone: 7, links, extra: 1 }), {
      ...context,
      saidAt,
    });
    expect(problems.map(({ field }) => field)).to.have.members(['phone', 'field 7', 'links.clearfacts']);
    expect(statement).to.deep.equal({
      ...{
        sourceKey: 'p1',
        clientKey: 'k1',
        saidAt,
        undated: false,
        changedAt: new Date('2026-11-22T08:00:00Z'),
      },
      ...{ data: null, links: { scim: OFF, clearfacts: OFF } },
    });
  });

  for (const [what, field] of [
    ['a time in the future', { changedAt: '2027-01-01T00:00:00Z' }],
    ['a time that is none', { changedAt: 'gisteren' }],
    ['no client', { clientKey: 'NULL' }],
    ['a word for a switch', { links: { scim: 'nee' } }],
    ['a name of a hundred lines', { lastName: 'a\n'.repeat(100) }],
  ] as const) {
    it(`switches off all the same with ${what}`, () => {
      const { statement, problems } = readContact(contact({ links: { scim: false }, ...field }), context);
      expect(problems).to.have.length(1);
      expect(statement).to.deep.include({ data: null, links: { scim: OFF } });
    });
  }

  it('switches off all the same with a key that was filled up, and not with one that is broken inside', () => {
    const off = (key: string) => readContact(contact({ key, links: { scim: false } }), context);
    for (const key of ['p1\u0000\u0000', '\u0000p1 ', 'p1\u001a']) {
      const { statement, problems } = off(key);
      expect(problems, key).to.deep.equal([{ code: 'CONTROL_CHARACTER', field: 'key' }]);
      expect(statement).to.deep.include({ sourceKey: 'p1', data: null, links: { scim: OFF } });
    }
    for (const key of ['p\u00001', 'p1\ufffd', '\u0000']) expect(off(key).statement, key).to.equal(null);
  });

  it('says nothing without a key', () => {
    expect(readClient(client({ key: null, links }), context).statement).to.equal(null);
  });

  it('is deleted all the same', () => {
    const { statement, problems } = readDeletion({ key: 'k1', reason: 'x', changedAt: 'gisteren' }, context);
    expect(problems.map(({ field }) => field)).to.have.members(['field 2', 'changedAt']);
    expect(statement).to.deep.include({ sourceKey: 'k1', undated: true, saidAt: context.now });
  });
});

describe('the links of a record', () => {
  it('are a switch, or a switch with settings', () => {
    const { links } = read({
      links: { scim: true, caseware: { enabled: false, settings: { role: 'reader' } } },
    });
    expect(links).to.deep.equal({
      scim: { enabled: true, settings: {} },
      caseware: { enabled: false, settings: { role: 'reader' } },
    });
  });

  it('say nothing about a connection they do not mention', () => {
    expect(read({ links: null }).links).to.deep.equal({});
    expect(read({ links: { scim: false } }).links).to.have.all.keys('scim');
  });

  const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) as unknown;
  for (const [what, links, problem] of [
    ['a list', [], 'links WRONG_TYPE'],
    ['a word for a switch', { scim: 'yes' }, 'links.scim BAD_LINK'],
    ['an unknown part', { scim: { enabled: true, on: 1 } }, 'links.scim BAD_LINK'],
    ['a name that no connection has', { 'a b': true }, 'links.#1 BAD_CONNECTION_NAME'],
    [
      'settings over 4 KB',
      { scim: { enabled: true, settings: { a: 'x'.repeat(5000) } } },
      'links.scim SETTINGS_TOO_LARGE',
    ],
    [
      'settings 5,000 levels deep',
      { scim: { enabled: true, settings: deep } },
      'links.scim SETTINGS_TOO_LARGE',
    ],
    [
      'a NUL in a setting',
      { scim: { enabled: true, settings: { a: ['\u0000'] } } },
      'links.scim CONTROL_CHARACTER',
    ],
  ] as const) {
    it(`are refused with ${what}`, () => {
      expect(problemsOf({ links })).to.deep.equal([problem]);
    });
  }

  it('are fifty at most', () => {
    const links = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`c${index}`, true]));
    expect(problemsOf({ links })).to.deep.equal(['links TOO_MANY_LINKS']);
  });
});

describe('the record of a contact', () => {
  it('needs the key of its client', () => {
    const parsed = readContact(contact({ clientKey: undefined }), context);
    expect(parsed).to.have.deep.property('problems', [{ code: 'MISSING', field: 'clientKey' }]);
  });

  it('may be initials and a surname only', () => {
    const parsed = readContact(contact({ initials: 'J.', infix: 'van der' }), context);
    expect(parsed).to.have.nested.property('statement.data.initials', 'J.');
    expect(parsed).to.have.nested.property('statement.data.firstName', null);
  });

  it('has no field of a client', () => {
    const parsed = readContact(contact({ kvkNumber: '12345678' }), context);
    expect(parsed).to.have.deep.property('problems', [{ code: 'UNKNOWN_FIELD', field: 'field 5' }]);
  });
});
