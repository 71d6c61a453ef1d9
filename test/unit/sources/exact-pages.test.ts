// Lists of Exact Online, page after page.
import { expect } from 'chai';
import type { PortalRequest } from '../../../connectors/connector.ts';
import { readRows } from '../../../sources/exact-online/read-pages.ts';

const PATH = '/api/v1/34/crm/Contacts';

/** `pages`: by the address that each is asked at; what it names next. */
const read = (pages: Readonly<Record<string, string | null>>) => {
  const session = {
    now: () => new Date(),
    send: ({ path }: PortalRequest) => {
      const __next = pages[path];
      return Promise.resolve({ status: 200, headers: {}, body: { d: { results: [{ path }], __next } } });
    },
  };
  return readRows(session as never, { path: PATH, query: {} });
};
const readAnswer = (body: unknown, status = 200) => {
  const session = { now: () => new Date(), send: () => Promise.resolve({ status, body, headers: {} }) };
  return readRows(session as never, { path: PATH, query: {} });
};
const to = (token: string): string => `https://start.exactonline.nl${PATH}?$skiptoken=${token}`;
const at = (token: string): string => `${PATH}?$skiptoken=${token}`;

describe('pages of Exact Online', () => {
  it('are read to the last, below the same resource whatever host they name', async () => {
    const rows = await read({
      [PATH]: to('1'),
      [at('1')]: `http://evil.example.nl${PATH}?$skiptoken=2`,
      [at('2')]: null,
    });
    expect(rows).to.deep.equal([{ path: PATH }, { path: at('1') }, { path: at('2') }]);
  });

  it('that go round in a circle, or to another resource, are refused', async () => {
    for (const pages of [
      { [PATH]: to('1'), [at('1')]: to('1') },
      { [PATH]: to('1'), [at('1')]: to('2'), [at('2')]: to('1') },
      { [PATH]: 'https://start.exactonline.nl/api/v1/34/crm/Accounts?$skiptoken=1' },
    ])
      expect(await read(pages).catch((error: unknown) => error)).to.have.property(
        'code',
        'SOURCE_ANSWER_UNKNOWN',
      );
  });

  it('are empty where Exact says so: without rows, or with nothing at all (204)', async () => {
    for (const [status, body] of [
      [204, null],
      [200, { d: [] }],
      [200, { d: { results: [] } }],
    ] as const)
      expect(await readAnswer(body, status)).to.deep.equal([]);
  });

  it('without a body, or in another form, are no empty ones', async () => {
    for (const body of [null, '', 0, true, [], {}, { d: null }, { results: [] }])
      expect(await readAnswer(body).catch((error: unknown) => error), JSON.stringify(body)).to.have.property(
        'code',
        'SOURCE_ANSWER_UNKNOWN',
      );
  });
});
