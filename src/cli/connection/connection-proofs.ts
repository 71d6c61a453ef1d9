// Runs the proofs of a connector, one after another, once a person has seen what they do.
import type { PortalConnector, ProofResult, Session } from '../../../connectors/connector.ts';
import { inEach, type Text } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';
import { ConfigError, KoppelError, UsageError } from '../../errors.ts';
import { confirm } from '../frame/confirm.ts';
import type { Output } from '../frame/output.ts';
import type { Surroundings } from '../frame/run-command.ts';

export interface ProofLine {
  readonly type: string;
  readonly ok: boolean;
  readonly problem: Text | null;
  /** False when the portal gave no answer that says anything about the assumption. */
  readonly answered: boolean;
  /** What was made for it and could not be taken away again, each with its id. */
  readonly left: readonly Text[];
}

export interface ProofRequest {
  readonly connector: PortalConnector;
  readonly session: Session;
  readonly testKey: string;
  readonly yes: boolean;
}

export async function proveTypes(
  surroundings: Surroundings,
  { connector, session, testKey, yes }: ProofRequest,
): Promise<readonly ProofLine[]> {
  const { out, lang } = surroundings;
  await checkTestKey(connector, session, testKey);
  out.note({ en: 'This will be tried on the portal:', nl: 'Dit wordt op het portaal geprobeerd:' });
  for (const { type, description } of connector.proofs)
    out.note(`  ${typeName(type, lang)}: ${description[lang]}`);
  if (!(await confirm(surroundings, { en: 'Go on?', nl: 'Doorgaan?' }, { yes })))
    throw new UsageError({ en: 'Nothing was tried.', nl: 'Er is niets geprobeerd.' });
  const lines: ProofLine[] = [];
  for (const proof of connector.proofs) {
    const result = await runProof(() => proof.run(session, testKey));
    lines.push({ type: proof.type, ...result });
    // A portal that does not answer tells nothing about the rest either.
    if (!result.answered) break;
  }
  return lines;
}

/** A mistyped number says nothing about the portal, and must not undo what was proven before. */
async function checkTestKey(connector: PortalConnector, session: Session, testKey: string): Promise<void> {
  const [first] = Object.entries(connector.resources);
  if (first === undefined) return;
  const [type, resource] = first;
  const found = await resource.find(session, { key: testKey.trim(), portalId: null, parents: {} });
  if (found.length === 1) return;
  const isNone = found.length === 0;
  throw new UsageError({
    en: `The portal has ${isNone ? 'no' : 'more than one'} ${typeName(type, 'en')} with the number given as --test-key.`,
    nl: `Het portaal heeft ${isNone ? 'geen' : 'meer dan één'} ${typeName(type, 'nl')} met het nummer dat als --test-key is gegeven.`,
  });
}

async function runProof(run: () => Promise<ProofResult>): Promise<Omit<ProofLine, 'type'>> {
  try {
    const result = await run();
    if (result.ok) return { ok: true, problem: null, answered: true, left: [] };
    return { ok: false, problem: result.problem, answered: true, left: result.left ?? [] };
  } catch (error) {
    if (!(error instanceof KoppelError) || error instanceof ConfigError) throw error;
    const { text, code } = error;
    return { ok: false, problem: inEach((lang) => `${text[lang]} (${code})`), answered: false, left: [] };
  }
}

export function showProofs(out: Output, lines: readonly ProofLine[]): void {
  for (const { type, ok, problem } of lines)
    out.line({
      en: `  ${typeName(type, 'en')}: ${ok ? 'proven' : `not proven. ${problem?.en ?? ''}`}`,
      nl: `  ${typeName(type, 'nl')}: ${ok ? 'bewezen' : `niet bewezen. ${problem?.nl ?? ''}`}`,
    });
  for (const left of lines.flatMap((line) => line.left))
    out.line({
      en: `  Left behind in the portal, take it away by hand: ${left.en}`,
      nl: `  In het portaal achtergebleven, haal het met de hand weg: ${left.nl}`,
    });
  out.line(
    lines.every(({ ok }) => ok)
      ? {
          en: 'All are proven: from now on Koppel does them itself.',
          nl: 'Alles is bewezen: Koppel doet het voortaan zelf.',
        }
      : {
          en: 'What is not proven stays a task for people, and so does what hangs below it, although that was proven.',
          nl: 'Wat niet is bewezen blijft een taak voor mensen, en ook wat eronder hangt, al is dat bewezen.',
        },
  );
}
