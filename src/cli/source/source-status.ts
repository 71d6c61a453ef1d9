// How reading the software of practices stands.
import { noSoftware, openSources } from '../../app/open-sources.ts';
import { sourceOf } from '../../app/sources.ts';
import { listPractices, type SoftwareSetting } from '../../database/records/practices.ts';
import { listRefusals, type SourceRefusal } from '../../database/records/refusals.ts';
import { readFullReading, readSourceState, type SourceState } from '../../database/records/source-state.ts';
import { fieldName } from '../../domain/field-names.ts';
import { isSparing, lookEveryMs } from '../../domain/source-plan.ts';
import { inEach, type Language, type Text } from '../../domain/text.ts';
import { whenText } from '../../domain/time-text.ts';
import { KoppelError } from '../../errors.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { Output } from '../frame/output.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { tellProgress } from './tell-progress.ts';

const MOST_SHOWN = 50;

export async function listSources({ foundation, out, lang }: CommandContext): Promise<void> {
  const { store } = foundation;
  const practices = (await store.inSystem(listPractices)).filter(({ source }) => source !== null);
  const lines = [];
  for (const { id, source, sourceReadAt } of practices) {
    const state = await store.inPractice(id, readSourceState);
    const kind = source?.kind === 'software' ? source.software : (source?.kind ?? '');
    lines.push({
      practice: id,
      source: kind,
      state: source?.kind === 'software' ? stateOf(state) : STATES.noSoftware,
      readAt: sourceReadAt,
    });
  }
  if (lines.length === 0)
    out.line({
      en: 'No practice has a source; see koppel source connect and koppel practice add.',
      nl: 'Geen kantoor heeft een bron; zie koppel source connect en koppel practice add.',
    });
  else
    out.table(
      HEADS[lang],
      lines.map(({ practice, source, state, readAt }) => [
        practice,
        source,
        state[lang],
        readAt === null ? '-' : whenText(readAt, lang),
      ]),
    );
  out.result({ sources: lines.map((line) => ({ ...line, state: line.state.en })) });
}

/** Scripts are told the English ones. */
const STATES = {
  notSetUp: { en: 'not set up', nl: 'niet ingericht' },
  signInAnew: { en: 'sign in anew', nl: 'opnieuw aanmelden' },
  connected: { en: 'connected', nl: 'verbonden' },
  notSignedIn: { en: 'not signed in', nl: 'niet aangemeld' },
  noSoftware: { en: '-', nl: '-' },
} as const satisfies Record<string, Text>;

const HEADS = {
  en: ['practice', 'source', 'state', 'last read'],
  nl: ['kantoor', 'bron', 'toestand', 'laatst gelezen'],
} as const satisfies Record<Language, unknown>;

function stateOf(state: SourceState | null): Text {
  if (state === null || state.credentials === null) return STATES.notSetUp;
  if (state.reconnectNeeded) return STATES.signInAnew;
  return state.isConnected ? STATES.connected : STATES.notSignedIn;
}

export async function showSource(
  context: CommandContext,
  id: string,
  { prove = false }: { readonly prove?: boolean },
): Promise<number> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const practice = await findPractice(store, id);
  const { source: setting, sourceProblem: problem } = practice;
  if (setting?.kind !== 'software') throw noSoftware();
  const state = await store.inPractice(id, readSourceState);
  const refused = await store.inPractice(id, (tx) => listRefusals(tx, MOST_SHOWN));
  const { title, limits } = sourceOf(setting.software);
  out.line(`${title}: ${stateOf(state)[lang]}${problem === null ? '' : `, ${problem}`}`);
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
    ...{ state: stateOf(state).en, problem, ...numbers, reading, refused },
    proofs: proofs.map((proof) => ({ ...proof, what: proof.what.en })),
  });
  const isWrong = state?.reconnectNeeded === true || proofs.some((each) => each.problem !== null);
  return isWrong ? EXIT.no : EXIT.ok;
}

interface Proven {
  readonly what: Text;
  readonly problem: string | null;
}

function tellProofs(out: Output, proofs: readonly Proven[]): void {
  for (const { what, problem } of proofs)
    out.line({
      en: `  ${problem === null ? 'holds' : `does not hold (${problem})`}: ${what.en}`,
      nl: `  ${problem === null ? 'klopt' : `klopt niet (${problem})`}: ${what.nl}`,
    });
}

function tellRecords(out: Output, refused: readonly SourceRefusal[]): void {
  for (const { kind, key, problems } of refused) {
    const fields = (lang: Language): string =>
      problems.map(({ field, code }) => `${fieldName(field, lang)} ${code}`).join(', ');
    out.line({
      en: `  refused: ${kind} ${key}: ${fields('en')}`,
      nl: `  geweigerd: ${kind === 'client' ? 'klant' : 'contactpersoon'} ${key}: ${fields('nl')}`,
    });
  }
}

function tellReading(state: SourceState, setting: SoftwareSetting): readonly Text[] {
  const minutes =
    lookEveryMs({
      everyMinutes: setting.everyMinutes ?? null,
      ...{ listening: state.listening, sparing: isSparing(state) },
    }) / 60_000;
  const looked = inEach((lang) => momentText(state.lookedAt, lang));
  const full = inEach((lang) => momentText(state.fullAt, lang));
  const { listening } = state;
  const codes = state.problems.join(', ');
  return [
    {
      en: `  what changed was read:   ${looked.en}, every ${minutes} minutes`,
      nl: `  wijzigingen gelezen: ${looked.nl}, elke ${minutes} minuten`,
    },
    { en: `  everything was read:     ${full.en}`, nl: `  alles gelezen:       ${full.nl}` },
    {
      en: `  it calls when something changes: ${listening ? 'yes' : 'no'}`,
      nl: `  meldt zich als er iets wijzigt: ${listening ? 'ja' : 'nee'}`,
    },
    ...(codes === '' ? [] : [{ en: `  to look at: ${codes}`, nl: `  na te kijken: ${codes}` }]),
  ];
}

function momentText(at: Date | null, lang: Language): string {
  return at === null ? NEVER[lang] : whenText(at, lang);
}

const NEVER: Text = { en: 'never', nl: 'nooit' };

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
