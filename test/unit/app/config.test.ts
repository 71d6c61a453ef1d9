import { expect } from 'chai';
import { readConfig } from '../../../src/app/config.ts';
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
