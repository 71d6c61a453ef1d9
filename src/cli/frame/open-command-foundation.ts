// What a command on the database stands on, as the settings around it say.
import { readConfig } from '../../app/config.ts';
import { openFoundation, type Foundation } from '../../app/foundation.ts';
import { createLogger } from '../../app/logger.ts';
import type { Terminal } from './terminal.ts';

/** A command answers by itself; its log is for what goes wrong on the side. */
export async function openCommandFoundation({ environment, stderr }: Terminal): Promise<Foundation> {
  const config = readConfig(environment);
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel;
  // What a command shows of a portal it calls by the names that the portal makes known.
  await import('../../app/portals.ts');
  return openFoundation(config, createLogger(level, stderr));
}
