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
});
