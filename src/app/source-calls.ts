// Calls of practice software: checked, kept as hints, and announced. What a call says is never taken for a fact.
import type { HookCall } from '../../connectors/portal-hook.ts';
import type { Heard } from '../../sources/source.ts';
import type { Store } from '../database/open-store.ts';
import { readPractice } from '../database/records/practices.ts';
import { addHints } from '../database/records/source-hints.ts';
import { readHintForm, readSourceState } from '../database/records/source-state.ts';
import { hearHint } from '../intake/hear-hint.ts';
import type { Sealer } from '../secrets/seal.ts';
import { hintContext, sourceContext } from './open-sources.ts';
import { sourceOf } from './sources.ts';

export interface CallPorts {
  readonly store: Store;
  readonly sealer: Sealer;
  /** Asks for a reading now. May fail: the sweep finds what is due. */
  readonly announce: (practiceId: string) => Promise<void>;
}

type Answer = 'forged' | 'test' | 'heard';

export function openSourceCalls(ports: CallPorts) {
  return {
    sourceCalled: async (practiceId: string, call: HookCall): Promise<Answer> =>
      keep(ports, practiceId, await hearSoftware(ports, practiceId, call)),
    hinted: async (practiceId: string, call: HookCall): Promise<Answer> =>
      keep(ports, practiceId, await hearAny(ports, practiceId, call)),
  };
}

async function hearSoftware(
  { store, sealer }: CallPorts,
  practiceId: string,
  call: HookCall,
): Promise<Heard> {
  // Before anything is looked up, and the same for practices that are not there.
  if (call.body.length === 0) return { is: 'test' };
  const { source, state } = await store.inPractice(practiceId, async (tx) => ({
    source: (await readPractice(tx))?.source,
    state: await readSourceState(tx),
  }));
  if (source?.kind !== 'software' || state === null || state.credentials === null) return { is: 'forged' };
  const { hook, settings, credentials } = sourceOf(source.software);
  const opened: unknown = JSON.parse(sealer.open(state.credentials, sourceContext(practiceId)));
  const given = { settings: settings.parse(source.settings), credentials: credentials.parse(opened) };
  return hook?.hear(call, given) ?? { is: 'forged' };
}

async function hearAny({ store, sealer }: CallPorts, practiceId: string, call: HookCall): Promise<Heard> {
  const known = await store.inPractice(practiceId, async (tx) => ({
    hint: await readHintForm(tx),
    hasSource: ((await readPractice(tx))?.source ?? null) !== null,
  }));
  if (known.hint === null || !known.hasSource) return { is: 'forged' };
  return hearHint(call, known.hint.form, sealer.open(known.hint.secret, hintContext(practiceId)));
}

async function keep({ store, announce }: CallPorts, practiceId: string, heard: Heard): Promise<Answer> {
  if (heard.is !== 'hints') return heard.is;
  if (heard.hints.length === 0) return 'heard';
  const hints = heard.hints.map(({ kind, key }) => ({ kind, key: key ?? '', byDate: false }));
  await store.inPractice(practiceId, (tx) => addHints(tx, practiceId, hints));
  // Not waited for: it is kept, and a queue that is away must not make the software send it again.
  announce(practiceId).catch(() => undefined);
  return 'heard';
}
