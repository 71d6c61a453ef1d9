// How reading the software of practices stands.
import { openSources } from '../../app/open-sources.ts';
import { sourceOf } from '../../app/sources.ts';
import { listPractices, type SoftwareSetting } from '../../database/records/practices.ts';
import { listRefusals, type SourceRefusal } from '../../database/records/take-page.ts';
import { readFullReading, readSourceState, type SourceState } from '../../database/records/source-state.ts';
import { lookEveryMs } from '../../domain/source-plan.ts';
import { KoppelError, UsageError } from '../../errors.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { Output } from '../frame/output.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { tellProgress } from './tell-progress.ts';

const MOST_SHOWN = 50;

export async function listSources({ foundation, out }: CommandContext): Promise<void> {
  const { store } = foundation;
  const practices = (await store.inSystem(listPractices)).filter(({ source }) => source !== null);
  const lines = [];
  for (const { id, source, sourceReadAt } of practices) {
    const state = await store.inPractice(id, readSourceState);
    const kind = source?.kind === 'software' ? source.software : (source?.kind ?? '');
    lines.push({
      practice: id,
      source: kind,
      state: source?.kind === 'software' ? wordOf(state) : '-',
      readAt: sourceReadAt,
    });
  }
  if (lines.length === 0)
    out.line('No practice has a source; see koppel source connect and koppel practice add.');
  else
    out.table(
      ['practice', 'source', 'state', 'last read'],
      lines.map(({ practice, source, state, readAt }) => [
        practice,
        source,
        state,
        readAt?.toISOString() ?? '-',
      ]),
    );
  out.result({ sources: lines });
}

function wordOf(state: SourceState | null): string {
  if (state === null || state.credentials === null) return 'not set up';
  if (state.reconnectNeeded) return 'sign in anew';
  return state.isConnected ? 'connected' : 'not signed in';
}

export async function showSource(
  context: CommandContext,
  id: string,
  { prove }: { readonly prove: boolean },
): Promise<number> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const practice = await findPractice(store, id);
  const { source: setting, sourceProblem: problem } = practice;
  if (setting?.kind !== 'software')
    throw new UsageError('This practice has no software that is read; see koppel source connect.');
  const state = await store.inPractice(id, readSourceState);
  const refused = await store.inPractice(id, (tx) => listRefusals(tx, MOST_SHOWN));
  const { title, limits } = sourceOf(setting.software);
  out.line(`${title}: ${wordOf(state)}${problem === null ? '' : `, ${problem}`}`);
  if (state !== null) for (const line of tellReading(state, setting)) out.line(line);
  const reading = await store.inPractice(id, readFullReading);
  if (reading !== null) out.line(`  ${tellProgress(reading, limits, lang)}`);
  tellRecords(out, refused);
  const proofs = prove ? await runProofs(context, id, setting) : [];
  tellProofs(out, proofs);
  const numbers = tellNumbers(state);
  out.result({
    practice: id,
    software: setting.software,
    ...{ state: wordOf(state), problem, ...numbers, reading, refused, proofs },
  });
  const isWrong = state?.reconnectNeeded === true || proofs.some((each) => each.problem !== null);
  return isWrong ? EXIT.no : EXIT.ok;
}

interface Proven {
  readonly what: string;
  readonly problem: string | null;
}

function tellProofs(out: Output, proofs: readonly Proven[]): void {
  for (const { what, problem } of proofs)
    out.line(`  ${problem === null ? 'holds' : `does not hold (${problem})`}: ${what}`);
}

function tellRecords(out: Output, refused: readonly SourceRefusal[]): void {
  for (const { kind, key, problems } of refused) {
    const fields = problems.map(({ field, code }) => `${field} ${code}`);
    out.line(`  refused: ${kind} ${key}: ${fields.join(', ')}`);
  }
}

function tellReading(state: SourceState, setting: SoftwareSetting): readonly string[] {
  const minutes =
    lookEveryMs({ everyMinutes: setting.everyMinutes ?? null, listening: state.listening }) / 60_000;
  return [
    `  what changed was read:   ${state.lookedAt?.toISOString() ?? 'never'} (every ${minutes} minutes)`,
    `  everything was read:     ${state.fullAt?.toISOString() ?? 'never'}`,
    `  it calls when something changes: ${state.listening ? 'yes' : 'no'}`,
    ...(state.problems.length === 0 ? [] : [`  to look at: ${state.problems.join(', ')}`]),
  ];
}

function tellNumbers(state: SourceState | null) {
  if (state === null) return {};
  const { lookedAt, fullAt, listening, problems } = state;
  return { lookedAt, fullAt, listening, problems };
}

async function runProofs(
  { foundation }: CommandContext,
  id: string,
  setting: SoftwareSetting,
): Promise<readonly Proven[]> {
  const sources = openSources(foundation);
  try {
    const { source, session } = await sources.open(id, setting, new AbortController().signal);
    const found = [];
    for (const proof of source.proofs) {
      const answer = await proof.run(session).catch((error: unknown) => {
        if (error instanceof KoppelError) return { ok: false as const, problem: error.code };
        throw error;
      });
      found.push({ what: proof.what, problem: answer.ok ? null : answer.problem });
    }
    return found;
  } finally {
    sources.close();
  }
}
