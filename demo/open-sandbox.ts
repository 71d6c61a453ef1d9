// Starts the sandbox of a portal in a process of its own.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { DemoStory, Sandbox } from './story.ts';

const startedSchema = z.object({ url: z.url(), adminUrl: z.url() });

export interface OpenSandbox extends Sandbox {
  close(): Promise<void>;
}

export async function openSandbox({ portal }: Pick<DemoStory, 'portal'>): Promise<OpenSandbox> {
  // The same file once it is built, or as it stands in the sources.
  const file = fileURLToPath(new URL(`./sandbox-process${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, [portal], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const message = await Promise.race([firstMessage(child), endOf(child)]);
  return { ...startedSchema.parse(message), close: () => close(child) };
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve));
}

async function endOf(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error('The sandbox ended before it had started.');
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
