// A second practice on the same Koppel, whose portal stands on a machine of its own, which falls silent.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { openDoorway } from '../support/doorway.ts';
import { startSandboxPortal } from '../support/sandbox-portal.ts';

const NEIGHBOUR = 'buren';
const CONNECTION = 'caseware';
const CLIENTS = 40;
const LIMITS = [
  '--policy',
  JSON.stringify({ requestTimeoutMs: 1_500 }),
  '--concurrency',
  '20',
  '--rate',
  '60',
];

export interface Neighbour {
  /** Comes to life when it is first asked for. */
  fallSilent(): Promise<void>;
  /** Nothing is asked of its machine any more. */
  rest(): Promise<void>;
}

/** `koppel`: a person at the command line. */
export function openNeighbour(folder: string, koppel: (...args: string[]) => Promise<void>): Neighbour {
  let opened: Promise<void> | null = null;
  const ofNeighbour = ['--practice', NEIGHBOUR];
  return {
    fallSilent: async () => {
      opened ??= open(folder, koppel);
      await opened;
      await koppel('connection', 'resume', CONNECTION, ...ofNeighbour, '--yes');
      await koppel('sync', ...ofNeighbour);
    },
    rest: () => koppel('connection', 'pause', CONNECTION, ...ofNeighbour),
  };
}

async function open(folder: string, koppel: (...args: string[]) => Promise<void>): Promise<void> {
  const portal = await startSandboxPortal();
  const door = await openDoorway(portal.url);
  const records = join(folder, 'neighbour.ndjson');
  await writeFile(records, describeClients());
  const credentials = join(folder, 'neighbour.json');
  await writeFile(credentials, JSON.stringify(SANDBOX_CREDENTIALS));
  await chmod(credentials, 0o600);
  await koppel('practice', 'add', NEIGHBOUR, '--name', 'Buren Accountants');
  const given = ['--portal', 'caseware-cloud', '--url', door.url, '--credentials', `@${credentials}`];
  await koppel('connection', 'add', CONNECTION, '--practice', NEIGHBOUR, ...given, ...LIMITS);
  door.hush();
  await koppel('import', '--practice', NEIGHBOUR, '--records', records);
}

function describeClients(): string {
  const changedAt = new Date().toISOString();
  const lines = Array.from({ length: CLIENTS }, (_, index) => {
    const number = String(90_000 + index);
    const fields = {
      key: `n${number}`,
      number,
      name: `Buur ${number} B.V.`,
      kind: 'company',
      status: 'client',
    };
    return { record: 'client', ...fields, links: { [CONNECTION]: true }, changedAt };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
