import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { z } from 'zod';
import { EVENT_EXAMPLES } from '../../../src/http/event-examples.ts';
import { EVENT_TYPES } from '../../../src/intake/records/event-schema.ts';
import { clientEvent, sendWebhook, startServer, type TestServer } from './test-server.ts';

const descriptionSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) })),
  ),
  components: z.looseObject({}),
});

/** The pages for people; everything else is API. */
const PAGES = /^\/($|queues|sign-in|sign-out)/;

describe('The description of the API', () => {
  let server: TestServer;
  let description: z.infer<typeof descriptionSchema>;
  before(async () => {
    server = await startServer();
    description = descriptionSchema.parse(await (await fetch(`${server.url}/openapi.json`)).json());
  });
  after(() => server.close());

  function validatorOf(schema: string) {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: 'api', components: description.components });
    return ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  }

  it('describes every route that the server has, and no other', () => {
    const registered = server.routes
      .filter((route) => route.method !== 'HEAD' && !PAGES.test(route.url))
      .map((route) => `${route.method} ${route.url.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described).to.have.members(registered);
  });

  it('has an example of every kind of event', () => {
    expect(Object.keys(EVENT_EXAMPLES)).to.have.members([...EVENT_TYPES]);
  });

  for (const [name, example] of Object.entries(EVENT_EXAMPLES)) {
    it(`shows an example of ${name} that fits its schema and that the server takes`, async () => {
      const validate = validatorOf('PracticeEvent');
      expect(validate(example), JSON.stringify(validate.errors)).to.equal(true);
      expect((await sendWebhook(server.url, JSON.stringify(example))).status).to.equal(202);
    });
  }

  it('does not fit what the server refuses', async () => {
    const wrong = { type: 'client.upserted', data: { key: 'c-1', surprise: 1 } };
    expect(validatorOf('PracticeEvent')(wrong)).to.equal(false);
    expect((await sendWebhook(server.url, JSON.stringify(wrong))).status).to.equal(422);
  });

  it('lists exactly the answers that the server gives', async () => {
    const failing = await startServer(
      {
        ready: () => Promise.resolve({ queue: false }),
        webhook: { store: () => Promise.reject(new Error('down')) },
      },
      { metricsToken: 'token', webhooksPerMinute: 1 },
    );
    const body = clientEvent();
    const seen = {
      '/webhooks/practice/{practice}': [
        await sendWebhook(server.url, body, { id: 'msg_1' }),
        await sendWebhook(server.url, clientEvent({ name: 'Another' }), { id: 'msg_1' }),
        await sendWebhook(server.url, 'no'),
        await sendWebhook(server.url, body, { practice: 'nobody' }),
        await sendWebhook(server.url, ' '.repeat(2 ** 20 + 1)),
        await sendWebhook(server.url, body, { contentType: 'text/plain' }),
        await sendWebhook(server.url, '{}'),
        await sendWebhook(failing.url, body),
        await sendWebhook(failing.url, body),
      ],
      '/health': [await fetch(`${server.url}/health`)],
      '/ready': [await fetch(`${server.url}/ready`), await fetch(`${failing.url}/ready`)],
      '/metrics': [
        await fetch(`${server.url}/metrics`),
        await fetch(`${failing.url}/metrics`),
        await fetch(`${server.url}/metrics`, { headers: { forwarded: 'for=1.2.3.4' } }),
      ],
      '/openapi.json': [await fetch(`${server.url}/openapi.json`)],
    };
    const isProblem = validatorOf('Problem');
    for (const [path, answers] of Object.entries(seen)) {
      const [operation] = Object.values(description.paths[path] ?? {});
      const statuses = new Set(answers.map((answer) => String(answer.status)));
      expect([...statuses], path).to.have.members(Object.keys(operation?.responses ?? {}));
      for (const answer of answers.filter((one) => one.status >= 400)) {
        expect(isProblem(await answer.json()), `${path} ${answer.status}`).to.equal(true);
      }
    }
    await failing.close();
  });
});
