// Plays rounds: changes and faults for some seconds, drawn by the seed, then a quiet moment in which model and portal must
// agree. Stops at the first thing that is wrong.
import { setTimeout as delay } from 'node:timers/promises';
import { agree, hurry } from './agree.ts';
import { agreeSoftware } from './agree-software.ts';
import { drawChange, drawTraffic } from './draw-change.ts';
import type { Fault } from './fault.ts';
import type { Lab } from './lab.ts';
import { observe, type Observer } from './observer.ts';
import { drawingOf, playDrawn } from './play-change.ts';
import { seededRandom, type Random } from './seeded-random.ts';

export interface RunPlan {
  readonly seed: number;
  readonly roundMs: number;
  readonly changesPerRound: number;
  readonly faultsPerRound: number;
  /** Each stands as often as it shall come up in one pass through all. */
  readonly lightFaults: readonly Fault[];
  readonly heavyFaults: readonly Fault[];
  /** Asked before each round. */
  readonly isOver: (lab: Lab, rounds: number) => boolean;
  /** Told after each round. */
  readonly onRound?: (lab: Lab, round: number) => void;
}

export interface RunResult {
  readonly problems: readonly string[];
  readonly rounds: number;
  readonly looks: number;
}

interface Stage {
  readonly plan: RunPlan;
  readonly lab: Lab;
  readonly random: Random;
  readonly deck: () => Fault;
}

export async function playRun(lab: Lab, plan: RunPlan): Promise<RunResult> {
  const random = seededRandom(`${plan.seed} ${lab.shape}`);
  const stage = { plan, lab, random, deck: openDeck(plan.lightFaults, random.fork('deck')) };
  const errors: string[] = [];
  const observer = observe(lab, (error) => errors.push(`the observer failed: ${String(error)}`));
  let rounds = 0;
  try {
    while (!plan.isOver(lab, rounds)) {
      rounds += 1;
      const problems = [...(await playRound(stage, rounds)), ...problemsOf(lab, observer), ...errors];
      if (problems.length > 0) return { problems, rounds, looks: observer.looks() };
      plan.onRound?.(lab, rounds);
    }
    return { problems: [], rounds, looks: observer.looks() };
  } catch (error) {
    const problems = [...problemsOf(lab, observer), ...errors, String(error)];
    return { problems, rounds, looks: observer.looks() };
  } finally {
    await observer.stop();
  }
}

function problemsOf({ fleet }: Lab, observer: Observer): readonly string[] {
  return [...observer.violations, ...fleet.surprises];
}

/** Every fault comes up before any comes up again. */
function openDeck(faults: readonly Fault[], random: Random): () => Fault {
  let left: Fault[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle(faults);
    const next = left.pop();
    if (next === undefined) throw new Error('There are no faults to draw from.');
    return next;
  };
}

async function playRound(stage: Stage, round: number): Promise<readonly string[]> {
  const { lab } = stage;
  lab.diary.write(`round ${round}`);
  const { hits: before } = await lab.portal.faults();
  const underWay: Promise<void>[] = [];
  const begunAt = Date.now();
  for (const { at, act } of planRound(stage, round)) {
    await delay(Math.max(0, begunAt + at - Date.now()));
    const done = act();
    // Its failure is heard below, when all are over.
    done?.catch(() => undefined);
    if (done !== undefined) underWay.push(done);
  }
  await Promise.all([...underWay, wearOut(stage, round)]);
  lab.diary.write('quiet');
  const problems = [...(await agree(lab)), ...(await agreeSoftware(lab))];
  for (const [name, hits] of Object.entries((await lab.portal.faults()).hits))
    lab.diary.count(name, hits - (before[name] ?? 0));
  lab.diary.write(problems.length === 0 ? 'model and portal agree' : 'model and portal do not agree');
  if (problems.length === 0) lab.diary.count(AGREEMENTS);
  return problems;
}

const WEAR_OUT_MS = 40_000;
const TRAFFIC_PAUSE_MS = 400;

/** What the portal shall still do wrong happens before it is quiet: changes go on until every fault has met its requests. */
async function wearOut({ lab, random }: Stage, round: number): Promise<void> {
  lab.diary.write('the portal wears out its faults');
  const own = random.fork(`${round}.traffic`);
  const end = Date.now() + WEAR_OUT_MS;
  while (Date.now() < end && (await lab.portal.faults()).armed > 0) {
    playDrawn(lab, drawTraffic(drawingOf(lab, own)));
    await hurry(lab, await lab.ledger.unsettled());
    await delay(TRAFFIC_PAUSE_MS);
  }
}

export const AGREEMENTS = 'agreements of model and portal';

interface Act {
  readonly at: number;
  readonly act: () => Promise<void> | undefined;
}

function planRound(stage: Stage, round: number): readonly Act[] {
  const { plan, lab, random, deck } = stage;
  const within = (): number => random.whole(plan.roundMs);
  const acts: Act[] = [];
  for (let left = plan.changesPerRound; left > 0; left -= 1)
    acts.push({
      at: within(),
      act: () => {
        playDrawn(lab, drawChange(drawingOf(lab, random)));
        return undefined;
      },
    });
  for (let left = plan.faultsPerRound; left > 0; left -= 1)
    acts.push(playFault(stage, { fault: deck(), at: within(), name: `${round}.${left}` }));
  const heavy = plan.heavyFaults[(round - 1) % Math.max(1, plan.heavyFaults.length)];
  if (heavy !== undefined)
    acts.push(playFault(stage, { fault: heavy, at: within(), name: `${round}.heavy` }));
  return acts.sort((a, b) => a.at - b.at);
}

function playFault(
  { lab, random }: Stage,
  { fault, at, name }: { fault: Fault; at: number; name: string },
): Act {
  const own = random.fork(name);
  const act = async (): Promise<void> => {
    lab.diary.write(`fault: ${fault.name}`);
    const over = fault.happen(lab, own);
    await (fault.weight === 'heavy' ? lab.heavy.during(over) : over);
  };
  return { at, act };
}
