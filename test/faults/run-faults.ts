// `npm run faults`: the fault laboratory from the command line. Prints what was done and how often; ends with 1 when
// something was wrong, and says how to see it again.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Lacking } from '../support/lacking.ts';
import { releaseAll } from '../support/released-at-end.ts';
import { deckFor, faultsOf, FULL_MINUTES, leastIn } from './fault-list.ts';
import type { Lab, Shape } from './lab.ts';
import { openLab } from './open-lab.ts';
import { playRun, type RunPlan } from './play-run.ts';
import { printFailure, printTable, rareFaults, type Leg } from './report.ts';

const HELP = `Usage: npm run faults -- [options]

Runs Koppel's real processes against a sandbox of CaseWare Cloud, lets the practice change and everything fail, and holds
the portal against a model whenever things are quiet.

  --seed N       the schedule to play; without it a new one is drawn and printed
  --minutes M    how long, over all shapes together (default 2). From ${FULL_MINUTES} on, every light fault must have
                 happened 20 times and every heavy one twice, or the run fails
  --backend B    redis: two workers and a server, queue in Redis
                 postgres: the same with the queue in PostgreSQL, then all in one process on the embedded database
                 both (default)
  --only WORDS   of the faults, those whose names contain one of these words (separated by commas)
  --help         this text

Exit codes: 0 model and portal agreed every time; 1 they did not, or a fault did not happen often enough; 2 wrong use.
`;

const SHAPES_BY_BACKEND: Readonly<Record<string, readonly Shape[]>> = {
  redis: ['redis'],
  postgres: ['postgres', 'embedded'],
  both: ['redis', 'postgres', 'embedded'],
};

const ROUND = { roundMs: 15_000, changesPerRound: 40, faultsPerRound: 60 } as const;
/** In a round. */
const MOST_OF_EACH = 3;
/** Rounds that end late, and counts that are not full yet, may make a run so much longer. */
const LONGEST = 3;

/** Codes of PostgreSQL, and what its client says where none came any more. */
const ENDED_BY_SERVER: readonly string[] = [
  '57P01',
  '57P02',
  'ECONNRESET',
  'Connection terminated unexpectedly',
];

interface Wish {
  readonly seed: number;
  readonly minutes: number;
  readonly backend: string;
  readonly shapes: readonly Shape[];
  readonly only: readonly string[];
}

async function main(): Promise<number> {
  const wish = readWish(process.argv.slice(2));
  if (typeof wish === 'number') return wish;
  print(`seed ${wish.seed}, ${wish.minutes} minutes, backend ${wish.backend}`);
  const legs: Leg[] = [];
  for (const shape of wish.shapes) {
    const leg = await playLeg(shape, wish);
    legs.push(leg);
    if (leg.problems.length > 0) break;
  }
  return report(legs, wish);
}

function readWish(args: readonly string[]): Wish | number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string', default: '2' },
        backend: { type: 'string', default: 'both' },
        only: { type: 'string', default: '' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      print(HELP);
      return 0;
    }
    const seed = Number(values.seed ?? randomInt(1, 1_000_000));
    const minutes = Number(values.minutes);
    const shapes = SHAPES_BY_BACKEND[values.backend];
    if (!Number.isInteger(seed)) throw new Error('--seed is a whole number.');
    if (!(minutes > 0)) throw new Error('--minutes is a number above 0.');
    if (shapes === undefined) throw new Error('--backend is redis, postgres or both.');
    return { seed, minutes, backend: values.backend, shapes, only: values.only.split(',') };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
    return 2;
  }
}

async function playLeg(shape: Shape, wish: Wish): Promise<Leg> {
  const lab = await openLab(shape).catch((error: unknown) => {
    if (error instanceof Lacking) return error;
    throw error;
  });
  if (lab instanceof Lacking) {
    print(`${shape}: skipped, ${lab.message}`);
    return { shape, lab: null, problems: [], rounds: 0, looks: 0, logs: '' };
  }
  const begunAt = Date.now();
  print(`${shape}: begun`);
  const result = await playRun(lab, planFor(lab, wish, begunAt));
  const seconds = Math.round((Date.now() - begunAt) / 1_000);
  print(
    `${shape}: ${result.problems.length === 0 ? 'well' : 'WRONG'} after ${result.rounds} rounds, ${seconds} s`,
  );
  const logs = result.problems.length === 0 ? '' : await tellAll(lab);
  await lab.close().catch((error: unknown) => print(`${shape}: did not close well: ${String(error)}`));
  return { shape, lab, ...result, logs };
}

/** What processes, database and ledger say of a leg that went wrong. */
async function tellAll({ fleet, database, ledger }: Lab): Promise<string> {
  const told = await ledger.tell().catch((error: unknown) => [String(error)]);
  return `${fleet.logs()}\ndatabase: ${await database.log()}\nledger:\n${told.join('\n')}`;
}

function planFor({ shape }: Lab, { seed, minutes, shapes, only }: Wish, begunAt: number): RunPlan {
  const isShare = only.join() !== '';
  const isWished = ({ name }: { name: string }): boolean => only.some((word) => name.includes(word));
  const shareMs = (minutes * 60_000) / shapes.length;
  const lightFaults = deckFor(shape, shapes).filter(isWished);
  return {
    ...ROUND,
    faultsPerRound: Math.min(ROUND.faultsPerRound, MOST_OF_EACH * lightFaults.length),
    seed,
    lightFaults,
    heavyFaults: faultsOf(shape, 'heavy').filter(isWished),
    onRound: (_, round) => {
      print(`${shape}: round ${round} agrees, ${Math.round((Date.now() - begunAt) / 1_000)} s`);
    },
    isOver: (lab, rounds) => {
      const passedMs = Date.now() - begunAt;
      if (rounds === 0 || passedMs < shareMs) return false;
      return isShare || minutes < FULL_MINUTES || passedMs > LONGEST * shareMs || hasEnough(lab, shapes);
    },
  };
}

function hasEnough({ shape, diary }: Lab, shapes: readonly Shape[]): boolean {
  return [...faultsOf(shape, 'light'), ...faultsOf(shape, 'heavy')].every(
    (fault) =>
      diary.skipped().has(fault.name) || (diary.counts().get(fault.name) ?? 0) >= leastIn(fault, shapes),
  );
}

function report(legs: readonly Leg[], wish: Wish): number {
  const wrong = legs.filter(({ problems }) => problems.length > 0);
  const only = wish.only.join() === '' ? '' : ` --only '${wish.only.join()}'`;
  const again = `npm run faults -- --seed ${wish.seed} --minutes ${wish.minutes} --backend ${wish.backend}${only}`;
  for (const leg of wrong) printFailure(print, leg, again);
  printTable(print, legs);
  const isWhole = wish.minutes >= FULL_MINUTES && only === '';
  const rare = isWhole && wrong.length === 0 ? rareFaults(legs) : [];
  for (const line of rare) print(line);
  print(
    wrong.length + rare.length === 0
      ? `seed ${wish.seed}: well`
      : `seed ${wish.seed}: WRONG; again: ${again}`,
  );
  return wrong.length + rare.length === 0 ? 0 : 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// The laboratory ends connections, its own among them: of one that is being closed at that moment nobody else hears.
process.on('uncaughtException', (error) => {
  const what = 'code' in error ? String(error.code) : error.message;
  if (!ENDED_BY_SERVER.includes(what)) throw error;
});

try {
  process.exitCode = await main();
} finally {
  await releaseAll();
}
// After something wrong, faults that were on their way may wait for what never comes.
process.exit();
