// The frame of the commands that stay: start, serve and worker. Opens everything, says so in one line, and closes it in
// order when asked to end.
import type { AppOptions } from '../../app/app.ts';
import { readConfig, type Config } from '../../app/config.ts';
import { ConfigError } from '../../errors.ts';
import { openFoundation } from '../../app/foundation.ts';
import { readOrMakeKey } from '../../secrets/kept-key.ts';
import { createLogger } from '../../app/logger.ts';
import { EXIT, runAlone } from './run-command.ts';
import { listenForStop } from './stop-signals.ts';
import type { CommandRun } from './terminal.ts';

/** The process ends by itself once everything is closed. */
export async function runProcess(run: CommandRun, options: AppOptions): Promise<void> {
  await runAlone(run, {}, async ({ terminal }) => {
    const config = readConfig(terminal.environment);
    checkProcess(config, options);
    await runUntilStopped(await withSessionKey(config, options), options);
    return EXIT.ok;
  });
}

async function runUntilStopped(config: Config, options: AppOptions): Promise<void> {
  const log = createLogger(config.logLevel);
  const stop = listenForStop(() => log.error('closing took too long; ending without it'));
  try {
    const foundation = await openFoundation(config, log, { mustStay: true });
    try {
      // Loaded here, so that a command that only asks does not load queue and server.
      const { openApp } = await import('../../app/app.ts');
      const app = await openApp(foundation, options);
      try {
        log.info(
          { ...(app.url === null ? {} : { address: app.url }), ...storesOf(config) },
          readyText(options),
        );
        log.info({ signal: await stop.asked }, 'closing; a second signal ends it at once');
      } finally {
        await app.close();
      }
    } finally {
      await foundation.close();
    }
    log.info('closed');
  } finally {
    stop.release();
  }
}

function readyText({ serve, work }: AppOptions): string {
  if (serve && work) return 'koppel is ready: it serves and works';
  return serve ? 'koppel is ready: it serves' : 'koppel is ready: it works';
}

function storesOf(config: Config): { database: string; queue: string } {
  return {
    database: config.databaseUrl === null ? 'embedded' : 'given',
    queue: config.redisUrl === null ? 'postgres' : 'redis',
  };
}

/** Everything that is missing at once, before anything is opened. */
function checkProcess(config: Config, { serve }: AppOptions): void {
  const problems: string[] = [];
  if (config.databaseUrl !== null && config.secretKeys.length === 0) {
    problems.push('KOPPEL_SECRET_KEY is required with DATABASE_URL (make one: openssl rand -base64 32).');
  }
  if (serve) problems.push(...signInProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
}

function signInProblems({ users, sessionKeys, databaseUrl }: Config): string[] {
  const problems: string[] = [];
  if (users.length === 0) {
    problems.push(
      'KOPPEL_USERS is empty: nobody could sign in. Run `koppel password olga --role operator`, which asks for a password, and set KOPPEL_USERS to the line it prints, in single quotes.',
    );
  }
  if (sessionKeys.length === 0 && databaseUrl !== null) {
    problems.push('KOPPEL_SESSION_KEY is required with DATABASE_URL (make one: openssl rand -base64 32).');
  }
  if (sessionKeys.some((key) => key.length !== 32)) {
    problems.push(
      'KOPPEL_SESSION_KEY must hold keys of 32 bytes in base64 (make one: openssl rand -base64 32).',
    );
  }
  return problems;
}

/** On the embedded database the key is made once and kept, so that nobody is signed out by a restart. */
async function withSessionKey(config: Config, { serve }: AppOptions): Promise<Config> {
  if (!serve || config.sessionKeys.length > 0) return config;
  const kept = await readOrMakeKey(config.dataDir, 'session.key');
  return { ...config, sessionKeys: [Buffer.from(kept, 'base64')] };
}
