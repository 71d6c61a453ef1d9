// Subscriptions to what changes: one to a topic for each app and administration. [code]
import { randomUUID } from 'node:crypto';
import { NO_CONTENT, refuse, show, type Answer } from './answer.ts';
import type { Courier } from './courier.ts';
import { SUBSCRIPTION } from './fields.ts';
import { answerList, answerRow, type SandboxCall } from './lists.ts';
import { inDivision } from './read-routes.ts';
import { readKey } from './resource-key.ts';
import {
  now,
  SANDBOX_USER,
  TOPICS,
  type Division,
  type SandboxState,
  type Subscription,
  type Topic,
} from './sandbox-state.ts';
import { SANDBOX_CREDENTIALS } from './tokens.ts';

type OnSubscription = (call: SandboxCall, subscription: Subscription) => Answer | Promise<Answer>;
const RESOURCE = 'WebhookSubscriptions';

export function hookRoutes(courier: Courier) {
  return {
    'GET /api/v1/{division}/webhooks/{resource}': inDivision(read),
    'POST /api/v1/{division}/webhooks/{resource}': inDivision((call, division) =>
      subscribe(call, division, courier),
    ),
    'PUT /api/v1/{division}/webhooks/{resource}': onSubscription((call, subscription) =>
      change(call, subscription, courier),
    ),
    'DELETE /api/v1/{division}/webhooks/{resource}': onSubscription(unsubscribe),
  };
}

/** Those of this user; a user does not see those of another. [assumed] */
function ownOf({ state }: SandboxCall, { about }: Division): readonly Subscription[] {
  return state.subscriptions.filter(
    ({ Division, UserID }) => Division === about.Code && UserID === SANDBOX_USER.UserID,
  );
}

function onSubscription(act: OnSubscription) {
  return inDivision((call, division) => {
    const { name, id } = readKey(call.param('resource'));
    const found = ownOf(call, division).find(({ ID }) => ID === id);
    return name === RESOURCE && found !== undefined ? act(call, found) : refuse(404, 'Not found');
  });
}

function read(call: SandboxCall, division: Division): Answer {
  const { name, id } = readKey(call.param('resource'));
  if (name !== RESOURCE) return refuse(404, 'Not found');
  const own = ownOf(call, division);
  if (id !== null)
    return answerRow(
      call,
      own.find(({ ID }) => ID === id),
      SUBSCRIPTION,
    );
  const { page } = call.state.switches;
  return answerList(call, { shape: SUBSCRIPTION, rows: own, key: 'ID', pageSize: page, needsSelect: false });
}

async function subscribe(call: SandboxCall, { about }: Division, courier: Courier): Promise<Answer> {
  const { state, fields } = call;
  if (call.param('resource') !== RESOURCE) return refuse(404, 'Not found');
  const { CallbackURL, Topic } = fields;
  const topic = TOPICS.find((each) => each === Topic);
  const problem = problemOf(fields) ?? (topic === undefined ? 'The Topic is unknown' : null);
  if (problem !== null || topic === undefined) return refuse(400, problem ?? '');
  if (typeof CallbackURL !== 'string') return refuse(400, 'CallbackURL is required');
  if (state.subscriptions.some((each) => each.Division === about.Code && each.Topic === topic))
    return refuse(state.switches.secondHookStatus, 'Gegeven bestaat reeds.');
  const problemOfAddress = await testAddress(state, CallbackURL, courier);
  if (problemOfAddress !== null) return problemOfAddress;
  const made = newSubscription({ topic, url: CallbackURL, division: about.Code, at: now(state) });
  state.subscriptions.push(made);
  const shown = show(made, Object.keys(SUBSCRIPTION), { shape: SUBSCRIPTION, switches: state.switches });
  return { status: 201, body: { d: shown } };
}

/** Now, or later where a switch says so. */
async function testAddress(state: SandboxState, url: string, courier: Courier): Promise<Answer | null> {
  if (state.switches.testCallAfterMs !== null) {
    state.outbox.push({ kind: 'test', url });
    return null;
  }
  const status = await courier.test(state, url);
  return status !== null && status >= 200 && status < 300
    ? null
    : refuse(500, `Invalid: Post to callback URL endpoint returns ${status ?? 'nothing'}`);
}

export function newSubscription(about: {
  readonly topic: Topic;
  readonly url: string;
  readonly division: number;
  readonly at: number;
  readonly user?: string;
}): Subscription {
  return {
    ID: randomUUID(),
    ClientID: SANDBOX_CREDENTIALS.clientId,
    ...{ CallbackURL: about.url, Topic: about.topic, Division: about.division, Created: about.at },
    ...{ UserID: about.user ?? SANDBOX_USER.UserID, IsInstant: false },
  };
}

/** Other fields are refused. [assumed] An address is https. [doc] */
function problemOf(fields: Readonly<Record<string, unknown>>): string | null {
  const strange = Object.keys(fields).find((name) => name !== 'CallbackURL' && name !== 'Topic');
  if (strange !== undefined) return `The property '${strange}' cannot be set`;
  const { CallbackURL } = fields;
  if (CallbackURL === undefined) return null;
  return typeof CallbackURL === 'string' && URL.canParse(CallbackURL) && CallbackURL.startsWith('https://')
    ? null
    : 'CallbackURL is no https address';
}

/** That another address is tested like a first one is assumed. */
async function change(
  { state, fields }: SandboxCall,
  subscription: Subscription,
  courier: Courier,
): Promise<Answer> {
  const { CallbackURL, Topic } = fields;
  if (Topic !== undefined && Topic !== subscription.Topic) return refuse(400, 'The Topic cannot be changed');
  const problem = problemOf(fields);
  if (problem !== null) return refuse(400, problem);
  if (typeof CallbackURL !== 'string') return NO_CONTENT;
  const problemOfAddress = await testAddress(state, CallbackURL, courier);
  if (problemOfAddress !== null) return problemOfAddress;
  subscription.CallbackURL = CallbackURL;
  return NO_CONTENT;
}

function unsubscribe({ state }: SandboxCall, subscription: Subscription): Answer {
  state.subscriptions = state.subscriptions.filter((each) => each !== subscription);
  return NO_CONTENT;
}
