// What a test of the command line stands on: a database and a sandbox of its own, and settings that name them.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { koppelCommand } from './koppel-command.ts';
import type { KoppelResult } from './koppel-process.ts';
import { freshDatabase } from './postgres.ts';
import { releaseAtEnd } from './released-at-end.ts';
import { startSandboxPortal, type SandboxPortal } from './sandbox-portal.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface KoppelBench {
  readonly env: Readonly<Record<string, string>>;
  readonly portal: SandboxPortal;
  readonly folder: string;
  /** In the process of the test. */
  koppel(...args: string[]): Promise<KoppelResult>;
  /** Writes a file into the folder; returns its path. */
  file(name: string, content: string | Buffer): Promise<string>;
  /** The practice `jansen`. */
  addPractice(): Promise<void>;
  /** The connection `caseware` of `jansen`, to the sandbox. */
  addConnection(...options: string[]): Promise<void>;
}

export const PRACTICE = ['--practice', 'jansen'];

/** On a database of its own, or on the one given, with the key its secrets are sealed under. */
export async function openKoppelBench(
  given: { readonly databaseUrl: string; readonly secretKey: string } | null = null,
): Promise<KoppelBench> {
  const folder = await temporaryFolder('command-line');
  const url = given?.databaseUrl ?? (await freshDatabase()).url;
  const portal = await startSandboxPortal();
  releaseAtEnd(() => portal.close());
  const env = {
    DATABASE_URL: url,
    KOPPEL_SECRET_KEY: given?.secretKey ?? randomBytes(32).toString('base64'),
  };
  const koppel = (...args: string[]): Promise<KoppelResult> => koppelCommand(args, { env });
  const file = async (name: string, content: string | Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const credentials = await file('credentials.json', JSON.stringify(SANDBOX_CREDENTIALS));
  return {
    env,
    portal,
    folder,
    koppel,
    file,
    addPractice: async () => {
      expectDone(await koppel('practice', 'add', 'jansen', '--name', 'Jansen Accountants'));
    },
    addConnection: async (...options) => {
      const given = ['--portal', 'caseware-cloud', '--url', portal.url, '--credentials', `@${credentials}`];
      expectDone(await koppel('connection', 'add', 'caseware', ...PRACTICE, ...given, ...options));
    },
  };
}

function expectDone({ code, stderr }: KoppelResult): void {
  if (code !== 0) throw new Error(`koppel ended with ${code}: ${stderr}`);
}
