// Connects the software of a practice: its app, its settings, and the code of a person who lets Koppel in.
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { openSources, sourceAddress, sourceContext, type Sources } from '../../app/open-sources.ts';
import { sourceOf } from '../../app/sources.ts';
import { writeAudit } from '../../database/people/audit.ts';
import {
  changePractice,
  type SoftwareSetting,
  type StoredPractice,
} from '../../database/records/practices.ts';
import { readSourceState, writeSourceCredentials } from '../../database/records/source-state.ts';
import { UsageError } from '../../errors.ts';
import { checkAddress } from '../../intake/read-address.ts';
import type { Source } from '../../../sources/source.ts';
import { actingUser } from '../frame/acting-user.ts';
import { findPractice } from '../frame/find-practice.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson, readSecretJson } from '../frame/read-argument.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { tellDuration } from './tell-duration.ts';

export interface ConnectOptions {
  readonly region?: string;
  readonly url?: string;
  readonly credentials?: string;
  readonly settings?: string;
  readonly redirectUri?: string;
  readonly wait: boolean;
}

export async function connectSource(
  context: CommandContext,
  { practice, software }: { practice: string; software: string | undefined },
  options: ConnectOptions,
): Promise<number> {
  const { foundation, out } = context;
  const { source, present } = await prepare(context, { practice, software }, options);
  if (source.authentication.kind === 'headers') {
    out.line({
      en: `${source.title} is connected; it is read at the next turn.`,
      nl: `${source.title} is verbonden; het wordt de volgende keer gelezen.`,
    });
    out.result({ practice, software: source.id, connected: true });
    return EXIT.ok;
  }
  const sources = openSources(foundation);
  try {
    const address = await sources.beginSignIn(practice, actingUser());
    out.line({
      en: `Open this address, sign in as the user whom Koppel reads as, and agree:\n\n  ${address}\n`,
      nl: `Open dit adres, meld u aan als de gebruiker onder wie Koppel leest, en stem toe:\n\n  ${address}\n`,
    });
    if (!options.wait) {
      out.result({ practice, software: source.id, connected: false, address });
      return EXIT.ok;
    }
    out.line({
      en: 'Paste here what you are sent back with: the code, or the whole address.',
      nl: 'Plak hier waarmee u wordt teruggestuurd: de code, of het hele adres.',
    });
    const state = new URL(address).searchParams.get('state') ?? '';
    const connected = await takeCode(context, sources, state);
    if (connected) await tellFirstReading(context, practice, { source, sources, isFirst: present === null });
    else
      out.line({
        en: 'That is no code of this sign-in. Nothing was changed; try again.',
        nl: 'Dat is geen code van deze aanmelding. Er is niets gewijzigd; probeer het opnieuw.',
      });
    out.result({ practice, software: source.id, connected });
    return connected ? EXIT.ok : EXIT.no;
  } finally {
    sources.close();
  }
}

/** Writes what was given; of what was left out, what is there stays. */
async function prepare(
  context: CommandContext,
  { practice: id, software }: { practice: string; software: string | undefined },
  options: ConnectOptions,
): Promise<{ source: Source; present: SoftwareSetting | null }> {
  const { store } = context.foundation;
  const present = softwareOf(await findPractice(store, id));
  const source = sourceOf(nameSoftware(software, present));
  const same = present?.software === source.id ? present : null;
  const setting = await chooseSetting(context, { source, present: same }, options);
  const known = await readKnown(context, id);
  const stored = same === null ? null : known.credentials;
  const credentials = await chooseCredentials(context, { source, id, stored }, options);
  const redirectUri = chooseRedirect(context, options.redirectUri ?? known.redirectUri);
  const startAnew = same?.baseUrl !== setting.baseUrl || options.settings !== undefined;
  await store.inPractice(id, async (tx) => {
    if (startAnew) await changePractice(tx, { source: setting });
    await writeSourceCredentials(tx, { practiceId: id, redirectUri, startAnew, credentials });
    const entry = { practiceId: id, actor: actingUser(), action: 'source.set-up' };
    await writeAudit(tx, [{ ...entry, details: { software: source.id } }]);
  });
  return { source, present };
}

async function readKnown({ foundation }: CommandContext, id: string) {
  const state = await foundation.store.inPractice(id, readSourceState);
  return { credentials: state?.credentials ?? null, redirectUri: state?.redirectUri ?? null };
}

function softwareOf({ source }: StoredPractice): SoftwareSetting | null {
  return source?.kind === 'software' ? source : null;
}

function nameSoftware(given: string | undefined, present: SoftwareSetting | null): string {
  const name = given ?? present?.software;
  if (name !== undefined) return name;
  throw new UsageError({
    en: 'Say which software: koppel source connect PRACTICE exact-online.',
    nl: 'Zeg welke software: koppel source connect KANTOOR exact-online.',
  });
}

async function chooseSetting(
  { terminal }: CommandContext,
  { source, present }: { source: Source; present: SoftwareSetting | null },
  options: ConnectOptions,
): Promise<SoftwareSetting> {
  const before = present?.settings ?? {};
  const given =
    options.settings === undefined ? before : await readJson(terminal, '--settings', options.settings);
  const settings = parseOption('--settings', source.settings, given);
  const baseUrl = chooseAddress(source, options, present?.baseUrl ?? null);
  return { kind: 'software', software: source.id, baseUrl, settings };
}

function chooseRedirect({ foundation }: CommandContext, given: string | null): string {
  const address = given ?? sourceAddress(foundation.config.publicUrl, '/oauth/callback') ?? '';
  if (z.url({ protocol: /^https$/ }).safeParse(address).success) return address;
  throw new UsageError({
    en: '--redirect-uri is the https address that is registered for the app; or set KOPPEL_PUBLIC_URL.',
    nl: '--redirect-uri is het https-adres dat voor de app is geregistreerd; of zet KOPPEL_PUBLIC_URL.',
  });
}

function chooseAddress(source: Source, { region, url }: ConnectOptions, present: string | null): string {
  if (url !== undefined) {
    checkAddress(url);
    return url.replace(/\/+$/, '');
  }
  if (region === undefined && present !== null) return present;
  const address = source.places[region ?? 'nl'];
  if (address !== undefined) return address;
  const regions = Object.keys(source.places).join(', ');
  throw new UsageError({ en: `--region is one of ${regions}.`, nl: `--region is een van ${regions}.` });
}

async function chooseCredentials(
  { foundation, terminal }: CommandContext,
  { source, id, stored }: { source: Source; id: string; stored: string | null },
  { credentials: from }: ConnectOptions,
): Promise<string> {
  if (from === undefined) {
    if (stored !== null) return stored;
    throw new UsageError({
      en: '--credentials is needed the first time: @file or env:NAME with the JSON of the app.',
      nl: '--credentials is de eerste keer nodig: @bestand of env:NAAM met de JSON van de app.',
    });
  }
  if (from === '-')
    throw new UsageError({
      en: '--credentials is @file or env:NAME here: standard input takes the code.',
      nl: '--credentials is hier @bestand of env:NAAM: standaardinvoer neemt de code.',
    });
  const given = await readSecretJson(terminal, '--credentials', from);
  const credentials = parseOption('--credentials', source.credentials, given);
  return foundation.sealer.seal(JSON.stringify(credentials), sourceContext(id));
}

async function takeCode({ terminal }: CommandContext, sources: Sources, state: string): Promise<boolean> {
  const lines = createInterface({ input: terminal.stdin });
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      return await sources.finishSignIn(readCode(line.trim(), state));
    }
    return false;
  } finally {
    lines.close();
  }
}

/** Of an address the code is decoded; alone it may stand as it stood there. */
function readCode(text: string, state: string): { code: string; state: string } {
  if (URL.canParse(text)) {
    const query = new URL(text).searchParams;
    return { code: query.get('code') ?? '', state: query.get('state') ?? '' };
  }
  try {
    return { code: decodeURIComponent(text), state };
  } catch {
    return { code: text, state };
  }
}

async function tellFirstReading(
  { foundation, out }: CommandContext,
  practice: string,
  { source, sources, isFirst }: { source: Source; sources: Sources; isFirst: boolean },
): Promise<void> {
  out.line({ en: `${source.title} is connected.`, nl: `${source.title} is verbonden.` });
  const setting = (await findPractice(foundation.store, practice)).source;
  if (setting?.kind !== 'software' || !isFirst) return;
  const { session } = await sources.open(practice, setting, new AbortController().signal);
  const records = await source.count?.(session).catch(() => null);
  out.line(tellDuration(records ?? null, source.limits));
  out.line({
    en: 'A running worker begins within minutes; koppel source sync begins now.',
    nl: 'Een draaiende worker begint binnen enkele minuten; koppel source sync begint nu.',
  });
}
