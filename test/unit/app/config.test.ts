import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { environmentSchema, readConfig } from '../../../src/app/config.ts';
import { ConfigError } from '../../../src/errors.ts';

describe('KOPPEL_TRUSTED_PROXIES', () => {
  const read = (text: string) => readConfig({ KOPPEL_TRUSTED_PROXIES: text }).trustedProxies;

  it('takes addresses, ranges and the names of ranges', () => {
    expect(read('')).to.deep.equal([]);
    const proxies = ['127.0.0.1', '10.1.0.0/16', '::1', 'fd00::/8', 'loopback', 'linklocal', 'uniquelocal'];
    expect(read(proxies.join(', '))).to.deep.equal(proxies);
  });

  for (const text of [
    'true',
    '1.2.3.4.5',
    'proxy.example.nl',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '127.0.0.1,Loopback',
  ]) {
    it(`refuses ${text}, by name`, () => {
      expect(() => read(text)).to.throw(ConfigError, 'KOPPEL_TRUSTED_PROXIES');
    });
  }
});

describe('the address of a store', () => {
  const wrong = {
    DATABASE_URL: ['koppel', 'host=db dbname=koppel', 'https://db.example.nl/koppel'],
    KOPPEL_MIGRATE_DATABASE_URL: ['koppel', 'mysql://db.example.nl/koppel'],
    REDIS_URL: ['redis', 'http://cache.example.nl:6379', 'redis://:port'],
  };
  for (const [name, texts] of Object.entries(wrong))
    for (const text of texts)
      it(`${name}=${text} is refused by the name of the setting, and is not shown`, () => {
        expect(() => readConfig({ [name]: text }))
          .to.throw(ConfigError, name)
          .with.property('message')
          .that.does.not.contain(`"${text}"`);
      });

  it('is taken as PostgreSQL and Redis know it, TLS and sockets too', () => {
    const databaseUrl = 'postgresql:///koppel?host=/var/run/postgresql';
    const config = readConfig({ DATABASE_URL: databaseUrl, REDIS_URL: 'rediss://:secret@cache.example.nl' });
    expect(config).to.include({ databaseUrl, redisUrl: 'rediss://:secret@cache.example.nl' });
  });
});

describe('.env.example and docs/operations.md', () => {
  const variables = Object.keys(environmentSchema.shape);
  /** For docker-compose.yml alone. */
  const COMPOSE = ['POSTGRES_PASSWORD', 'POSTGRES_RUNTIME_PASSWORD', 'KOPPEL_EXPORTS'];

  it('.env.example lists every setting of the program, and no other', async () => {
    const example = await readFile('.env.example', 'utf8');
    const listed = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(listed).to.have.members([...variables, ...COMPOSE]);
  });

  it('what .env.example suggests is accepted', async () => {
    const example = await readFile('.env.example', 'utf8');
    const given = [...example.matchAll(/^#?([A-Z_]+)='?([^'\n]*)'?$/gm)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    );
    const { pruneCron, logLevel } = readConfig(Object.fromEntries<string>(given));
    expect([pruneCron, logLevel]).to.deep.equal([readConfig({}).pruneCron, readConfig({}).logLevel]);
  });

  it('docs/operations.md lists every setting of the program, and no other', async () => {
    const text = await readFile('docs/operations.md', 'utf8');
    const rows = [...text.matchAll(/^\| (`[A-Z_`, ]+`) *\|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    const settings = rows.filter(
      (name) => name === 'REDIS_URL' || name === 'DATABASE_URL' || name?.startsWith('KOPPEL_'),
    );
    expect([...new Set(settings)]).to.have.members(variables);
  });
});
