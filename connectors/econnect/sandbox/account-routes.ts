// The documented part of the REST service: who is asking, for which parties, and the hooks. [doc]
import { randomUUID } from 'node:crypto';
import { listOf, ok, textOf, type Answer } from './answer.ts';
import { invalid, type Call } from './call.ts';
import { SANDBOX_CREDENTIALS, SANDBOX_USER } from './tokens.ts';

export function readMe(): Answer {
  return ok({ name: SANDBOX_USER, clientId: SANDBOX_CREDENTIALS.clientId });
}

/** The organisations of the practice itself. */
export function listOwnParties({ state }: Call): Answer {
  const own = [...state.organisations.values()].filter(({ environment }) => environment === null);
  return ok(own.map(({ party }) => ({ id: party, name: party })));
}

export function putHook({ state, body }: Call): Answer {
  const { name, action, isActive } = body;
  if (textOf(action) === '' || textOf(name) === '') return invalid('name and action are required');
  const id = textOf(body.id) === '' ? randomUUID() : textOf(body.id);
  const topics = listOf(body.topics).map(textOf);
  const hook = { id, name: textOf(name), action: textOf(action), topics, isActive: isActive !== false };
  state.hooks = [...state.hooks.filter((each) => each.id !== id), hook];
  return ok(hook);
}
