// One step of a story: what happens, what the sandbox shows then, and what Koppel says. Both are looked at until they are
// as expected, and the demo ends with a clear sentence when one never is. Every number told is one that was read.
import { isDeepStrictEqual } from 'node:util';
import { inEach, type Text } from '../src/domain/text.ts';
import { readMark } from './movement.ts';
import type { Audience, Demo } from './story.ts';
import { waitUntil } from './wait-until.ts';
import { wrapText } from './wrap-text.ts';
import type { KoppelEyes } from './koppel-eyes.ts';

/** What was read, by name: flat enough to be told and compared. */
export type Facts = Readonly<
  Record<string, string | number | readonly string[] | Readonly<Record<string, number>>>
>;

/** `Portal`: the sandbox of the story's portal by its back door. */
export interface Stage<Portal = unknown> {
  readonly demo: Demo;
  readonly audience: Audience;
  readonly portal: Portal;
  readonly koppel: KoppelEyes;
}

export interface View<Portal = unknown, Read extends Facts = Facts> {
  read(stage: Stage<Portal>): Promise<Read>;
  readonly expected: Read;
  /** In plain words, from what was read. */
  tell(read: Read): Text;
}

export interface Step<Portal = unknown> {
  readonly name: string;
  /** What happens, for people. */
  readonly story: Text;
  /** People act in the portal, or the practice software sends something. */
  play?(stage: Stage<Portal>): Promise<void>;
  readonly sandbox: View<Portal>;
  readonly koppel: View<Portal>;
}

export interface PlayedStep {
  readonly step: string;
  readonly sandbox: Facts;
  readonly koppel: Facts;
}

const LOOK_EVERY_MS = 100;

export async function playSteps<Portal>(
  stage: Stage<Portal>,
  steps: readonly Step<Portal>[],
): Promise<readonly PlayedStep[]> {
  const { narrator } = stage.audience;
  const played: PlayedStep[] = [];
  for (const [index, step] of steps.entries()) {
    narrator.say(inEach((lang) => `\n${paragraph(`${String(index + 1).padStart(2)}.`, step.story[lang])}`));
    await step.play?.(stage);
    // Koppel first: what the sandbox shows then is not undone by something that is still to come.
    const koppel = await look(stage, step, 'koppel');
    const sandbox = await look(stage, step, 'sandbox');
    narrator.say(inEach((lang) => paragraph('    Sandbox:', step.sandbox.tell(sandbox)[lang])));
    narrator.say(inEach((lang) => paragraph('    Koppel: ', step.koppel.tell(koppel)[lang])));
    played.push({ step: step.name, sandbox, koppel });
  }
  return played;
}

const TEXT_WIDTH = 100;

/** The lines after the first begin where the first one does. */
function paragraph(heading: string, text: string): string {
  return `${heading} ${wrapText(text, TEXT_WIDTH).join(`\n${' '.repeat(heading.length + 1)}`)}`;
}

async function look<Portal>(
  stage: Stage<Portal>,
  step: Step<Portal>,
  who: 'sandbox' | 'koppel',
): Promise<Facts> {
  const { [who]: looked } = step;
  const { expected } = looked;
  let facts = await looked.read(stage);
  const isAsExpected = async (): Promise<boolean> => {
    facts = await looked.read(stage);
    return isDeepStrictEqual(facts, expected);
  };
  try {
    await until(stage, isAsExpected, `the step ${step.name}`);
  } catch (error) {
    if (stage.audience.signal.aborted) throw error;
    throw new Error(describeMisfit(step.name, { who, facts, expected }), { cause: error });
  }
  return facts;
}

interface Misfit {
  readonly who: 'sandbox' | 'koppel';
  readonly facts: Facts;
  readonly expected: Facts;
}

export function describeMisfit(step: string, { who, facts, expected }: Misfit): string {
  const says = who === 'sandbox' ? 'the sandbox shows' : 'Koppel says';
  const names = [...new Set([...Object.keys(expected), ...Object.keys(facts)])];
  const wrong = names
    .filter((name) => !isDeepStrictEqual(facts[name], expected[name]))
    .map(
      (name) => `${name} ${JSON.stringify(facts[name])} where ${JSON.stringify(expected[name])} is expected`,
    );
  return `The story does not fit at "${step}": ${says} ${wrong.join(', and ')}.`;
}

export function until({ audience, demo }: Stage, isSo: () => Promise<boolean>, what: string): Promise<void> {
  const { signal } = audience;
  return waitUntil(isSo, { what, everyMs: LOOK_EVERY_MS, signal, readMark: () => readMark(demo) });
}
