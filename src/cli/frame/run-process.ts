// The frame of the commands that stay: start, serve and worker. Opens everything, says so in one line, and closes it in
// order when asked to end.
import type { AppOptions } from '../../app/app.ts';
import { readConfig, type Config } from '../../app/config.ts';
import type { Language, Text } from '../../domain/text.ts';
import { ConfigError } from '../../errors.ts';
import { openFoundation } from '../../app/foundation.ts';
import { readOrMakeKey } from '../../secrets/kept-key.ts';
import { createLogger, type Log } from '../../app/logger.ts';
import { EXIT, runAlone } from './run-command.ts';
import { listenForStop } from './stop-signals.ts';
import type { CommandRun } from './terminal.ts';

/** The process ends by itself once everything is closed. */
export async function runProcess(run: CommandRun, options: AppOptions): Promise<void> {
  await runAlone(run, {}, async ({ terminal, lang }) => {
    const config = readConfig(terminal.environment);
    checkProcess(config, options);
    // A log is read by machines, in English; people read the one that is written to their terminal.
    const words = WORDS[terminal.stderr.isTTY === true ? lang : 'en'];
    const log = createLogger(config.logLevel, terminal.stderr.isTTY === true ? terminal.stderr : undefined);
    await runUntilStopped(await withSessionKey(config, options), options, { words, log });
    return EXIT.ok;
  });
}

const WORDS = {
  en: {
    both: 'koppel is ready: server and worker',
    serves: 'koppel is ready: server',
    works: 'koppel is ready: worker',
    closing: 'closing; a second signal ends it at once',
    closed: 'closed',
    late: 'closing took too long; ending without it',
  },
  nl: {
    both: 'Koppel draait: server en worker',
    serves: 'Koppel draait: server',
    works: 'Koppel draait: worker',
    closing: 'wordt afgesloten; een tweede signaal beëindigt het meteen',
    closed: 'afgesloten',
    late: 'afsluiten duurde te lang; er wordt niet op gewacht',
  },
} as const satisfies Record<Language, unknown>;
type Words = (typeof WORDS)[Language];

interface Telling {
  readonly words: Words;
  readonly log: Log;
}

async function runUntilStopped(config: Config, options: AppOptions, { words, log }: Telling): Promise<void> {
  const stop = listenForStop(() => log.error(words.late));
  try {
    const foundation = await openFoundation(config, log, { mustStay: true });
    try {
      // Loaded here, so that a command that only asks does not load queue and server.
      const { openApp } = await import('../../app/app.ts');
      const app = await openApp(foundation, options);
      try {
        log.info(
          { ...(app.url === null ? {} : { address: app.url }), ...storesOf(config) },
          readyText(options, words),
        );
        log.info({ signal: await stop.asked }, words.closing);
      } finally {
        await app.close();
      }
    } finally {
      await foundation.close();
    }
    log.info(words.closed);
  } finally {
    stop.release();
  }
}

function readyText({ serve, work }: AppOptions, { both, serves, works }: Words): string {
  if (serve && work) return both;
  return serve ? serves : works;
}

function storesOf(config: Config): { database: string; queue: string } {
  return {
    database: config.databaseUrl === null ? 'embedded' : 'given',
    queue: config.redisUrl === null ? 'postgres' : 'redis',
  };
}

/** Everything that is missing at once, before anything is opened. */
function checkProcess(config: Config, { serve }: AppOptions): void {
  const problems: Text[] = [];
  if (config.databaseUrl !== null && config.secretKeys.length === 0) {
    problems.push(keyMissing('KOPPEL_SECRET_KEY'));
  }
  if (serve) problems.push(...signInProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
}

function signInProblems({ users, sessionKeys, databaseUrl }: Config): Text[] {
  const problems: Text[] = [];
  if (users.length === 0) {
    problems.push({
      en: 'KOPPEL_USERS is empty: nobody could sign in. For a first start, run `koppel init`; else run `koppel password olga --role operator`, which asks for a password, and set KOPPEL_USERS to the line it prints, in single quotes.',
      nl: 'KOPPEL_USERS is leeg: niemand zou zich kunnen aanmelden. Geef voor een eerste start `koppel init`; geef anders `koppel password olga --role operator`, dat een wachtwoord vraagt, en zet KOPPEL_USERS op de regel die het afdrukt, tussen enkele aanhalingstekens.',
    });
  }
  if (sessionKeys.length === 0 && databaseUrl !== null) {
    problems.push(keyMissing('KOPPEL_SESSION_KEY'));
  }
  if (sessionKeys.some((key) => key.length !== 32)) {
    problems.push({
      en: 'KOPPEL_SESSION_KEY must hold keys of 32 bytes in base64 (make one: openssl rand -base64 32).',
      nl: 'KOPPEL_SESSION_KEY moet sleutels van 32 bytes in base64 bevatten (maak er een: openssl rand -base64 32).',
    });
  }
  return problems;
}

function keyMissing(name: string): Text {
  return {
    en: `${name} is required with DATABASE_URL (make one: openssl rand -base64 32).`,
    nl: `${name} is verplicht met DATABASE_URL (maak er een: openssl rand -base64 32).`,
  };
}

/** On the embedded database the key is made once and kept, so that nobody is signed out by a restart. */
async function withSessionKey(config: Config, { serve }: AppOptions): Promise<Config> {
  if (!serve || config.sessionKeys.length > 0) return config;
  const kept = await readOrMakeKey(config.dataDir, 'session.key');
  return { ...config, sessionKeys: [Buffer.from(kept, 'base64')] };
}
