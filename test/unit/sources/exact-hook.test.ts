// Calls of Exact Online, against the form that public clients publish.
import { expect } from 'chai';
import type { PortalRequest } from '../../../connectors/connector.ts';
import { exactOnline } from '../../../sources/exact-online/exact-online.ts';
import { settingsSchema } from '../../../sources/exact-online/settings.ts';

/**
 * The example of picqer/exact-php-client, tests/WebhookTest.php (commit e43e08e3): its content, its secret, and HMAC-SHA256 in
 * capitals; worked out here with OpenSSL: printf %s CONTENT | openssl dgst -sha256 -hmac webhook-secret.
 */
const CONTENT =
  '{"Topic":"Items","ClientId":"00000000-0000-0000-0000-000000000000","Division":1234567890,"Action":"Update","Key":"00000000-0000-0000-0000-000000000001"}';
const HASH_CODE = 'D5BF1635317477097D59883A52717B065C6CE5BCBEF792B5EBB4CD147350C8B2';
const SECRET = 'webhook-secret';

/**
 * That of MBerkhout/exact-woo-sync, tests/exact-webhooks.test.ts (commit 0b905d17), a program of its own that takes the text
 * between `{"Content":` and `,"HashCode":"`: its content and its secret, worked out in the same way.
 */
const OTHER = {
  content: '{"Topic":"Items","ID":"abc"}',
  secret: 'unit-test',
  hashCode: '612B3DD4240324417874A96B4089F04C5E8EBA37BB81B11EF572127ABD65A8F9',
};

const KEY = '11111111-0000-4000-8000-0000000000ab';
const OURS = `{"Topic":"Accounts","Action":"Update","Division":34,"Key":"${KEY.toUpperCase()}","ClientId":"x"}`;

const hear = (body: string, { webhookSecret = SECRET, division = 34 } = {}) =>
  exactOnline.hook!.hear(
    { body: Buffer.from(body), headers: {}, now: new Date() },
    {
      settings: settingsSchema.parse({ division }),
      credentials: { clientId: 'x', clientSecret: 'y', webhookSecret },
    },
  );
const envelope = (content: string, hashCode: string): string =>
  `{"Content":${content},"HashCode":"${hashCode}"}`;

describe('a call of Exact Online', () => {
  it('is signed as the example of a public client is, and of another topic yields nothing', () => {
    expect(hear(envelope(CONTENT, HASH_CODE))).to.deep.equal({ is: 'hints', hints: [] });
  });

  it('is signed as that of a second one is, which allows a space behind it', () => {
    const { content, secret, hashCode } = OTHER;
    for (const behind of ['', ' ', '\n'])
      expect(hear(envelope(content, hashCode) + behind, { webhookSecret: secret })).to.deep.equal({
        ...{ is: 'hints', hints: [] },
      });
    expect(hear(envelope(content, hashCode)).is).to.equal('forged');
  });

  it('is forged with another secret, another content, or no signature', () => {
    expect(hear(envelope(CONTENT, HASH_CODE), { webhookSecret: 'other-secret' }).is).to.equal('forged');
    expect(hear(envelope(CONTENT.replace('Update', 'Delete'), HASH_CODE)).is).to.equal('forged');
    expect(hear(envelope(CONTENT.replace(',', ', '), HASH_CODE)).is).to.equal('forged');
    for (const body of ['{"Content":{}}', '{}', 'x', envelope(CONTENT, ''), envelope(CONTENT, 'ABCD')])
      expect(hear(body).is, body).to.equal('forged');
  });

  it('yields the key of a relation of its administration, and no more', () => {
    const hash = 'E85B759741CBD0753684EDD8A58F0B478771D97199AAD2B2FEBA0895C61C19FF';
    expect(hear(envelope(OURS, hash))).to.deep.equal({ is: 'hints', hints: [{ kind: 'client', key: KEY }] });
    expect(hear(envelope(OURS, hash), { division: 35 })).to.deep.equal({ is: 'hints', hints: [] });
  });

  it('without anything in it is a test of the address', () => {
    expect(hear('')).to.deep.equal({ is: 'test' });
  });
});

describe('the calls of Exact Online', () => {
  const OWN = 'https://koppel.example.nl/webhooks/source/jansen';
  const BESIDE = 'https://koppel.example.nl/webhooks/source/buren';
  const BEFORE = 'https://oud.example.nl/webhooks/source/jansen';
  /** `postStatus`: how a subscription is answered. */
  const play = async (present: readonly { Topic: string; CallbackURL: string }[], postStatus = 201) => {
    const sent: PortalRequest[] = [];
    const session = {
      ...{ settings: settingsSchema.parse({ division: 34 }), now: () => new Date() },
      remember: <T>(_: string, read: () => Promise<T>) => read(),
      send: (request: PortalRequest) => {
        sent.push(request);
        const results = present.map((each, nth) => ({
          ID: `00000000-0000-4000-8000-00000000000${nth}`,
          ...each,
        }));
        const [status, body] = request.method === 'GET' ? [200, { d: { results } }] : [postStatus, null];
        return Promise.resolve({ status, body, headers: {} });
      },
    };
    const { hook } = exactOnline;
    const calls = await hook!.subscribe(session, OWN);
    const written = sent.filter(({ method }) => method !== 'GET').map(({ method }) => method);
    sent.length = 0;
    await hook!.unsubscribe(session, OWN);
    return { calls, written, ended: sent.filter(({ method }) => method === 'DELETE').length };
  };
  const both = (CallbackURL: string) => ['Accounts', 'Contacts'].map((Topic) => ({ Topic, CallbackURL }));

  it('are asked for once, and anew where the address has changed', async () => {
    expect(await play([])).to.deep.equal({ calls: true, written: ['POST', 'POST'], ended: 0 });
    expect(await play(both(OWN))).to.deep.equal({ calls: true, written: [], ended: 2 });
    expect((await play(both(BEFORE))).written).to.deep.equal(['DELETE', 'POST', 'DELETE', 'POST']);
  });

  it('that another practice of this Koppel has are left to it, and are not counted on', async () => {
    expect(await play(both(BESIDE))).to.deep.equal({ calls: false, written: [], ended: 0 });
  });

  it('that are refused are not counted on, and that is said', async () => {
    for (const status of [400, 409, 500])
      expect(await play([], status).catch((error: unknown) => error)).to.have.property(
        'code',
        'SOURCE_CALLS_REFUSED',
      );
  });
});
