// What a command on the database stands on, as the settings around it say.
import { readConfig } from '../../app/config.ts';
import { openFoundation, type Foundation } from '../../app/foundation.ts';
import { createLogger } from '../../app/logger.ts';
// Whatever a command shows of a portal, it shows by the names that the portal has made known.
import '../../app/portals.ts';
import type { Terminal } from './terminal.ts';

/** A command answers by itself; its log is for what goes wrong on the side. */
export function openCommandFoundation({ environment, stderr }: Terminal): Promise<Foundation> {
  const config = readConfig(environment);
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel;
  return openFoundation(config, createLogger(level, stderr));
}
