// Adds a practice, or changes one. The secret of its webhook is shown here and never again.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeAudit } from '../../database/people/audit.ts';
import {
  addPractice as insertPractice,
  changePractice,
  readPractice,
  type NewPractice,
  type SourceSetting,
  type StoredPractice,
} from '../../database/records/practices.ts';
import type { Tx } from '../../database/open-store.ts';
import { fieldList } from '../../domain/field-names.ts';
import type { LinkOwner } from '../../domain/practice.ts';
import { isShortName } from '../../domain/short-name.ts';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { checkAddress } from '../../intake/read-address.ts';
import { newWebhookSecret, webhookContext } from '../../secrets/webhook-secrets.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { webhookAddress } from './webhook-address.ts';

export interface PracticeOptions {
  readonly name?: string;
  readonly linksFrom?: LinkOwner;
  readonly sourceFolder?: string;
  readonly sourceUrl?: string;
  /** Minutes. */
  readonly sourceEvery?: number;
}

export async function addPractice(
  context: CommandContext,
  id: string,
  options: PracticeOptions,
): Promise<void> {
  const given = await readGiven(id, options);
  const secret = newWebhookSecret();
  const { store, sealer } = context.foundation;
  const done = await store.inPractice(id, async (tx) => {
    const present = await readPractice(tx);
    const source = withSchedule(given.source, present?.source ?? null, options.sourceEvery);
    if (present !== null)
      return {
        added: false,
        changed: await change(tx, present, { ...given, ...(source === undefined ? {} : { source }) }),
      };
    if (given.name === undefined)
      throw new UsageError({
        en: 'A new practice needs a name: give --name.',
        nl: 'Een nieuw kantoor heeft een naam nodig: geef --name.',
      });
    const { name, linksFrom = 'practice-software' } = given;
    const webhookSecrets = [sealer.seal(secret, webhookContext(id))];
    if (!(await insertPractice(tx, { id, name, linksFrom, source: source ?? null, webhookSecrets }))) {
      throw new UsageError({
        en: 'Somebody else has just added this practice; look at it with `koppel practice list`.',
        nl: 'Iemand anders heeft dit kantoor net toegevoegd; bekijk het met `koppel practice list`.',
      });
    }
    await writeAudit(tx, [
      { practiceId: id, actor: actingUser(), action: 'practice.added', details: { linksFrom } },
    ]);
    return { added: true, changed: [] };
  });
  await report(context, id, { ...done, secret: done.added ? secret : null });
}

type Given = Partial<Pick<NewPractice, 'name' | 'linksFrom' | 'source'>>;

async function readGiven(id: string, options: PracticeOptions): Promise<Given> {
  const { name, linksFrom } = options;
  if (!isShortName(id)) {
    throw new UsageError({
      en: 'The id of a practice is 1 to 40 lower-case letters, digits and hyphens, such as jansen.',
      nl: 'De id van een kantoor is 1 tot 40 kleine letters, cijfers en streepjes, zoals jansen.',
    });
  }
  if (name !== undefined && (name.trim() === '' || name.length > 200 || /\p{C}/u.test(name))) {
    throw new UsageError({
      en: '--name is 1 to 200 characters, without control characters.',
      nl: '--name is 1 tot 200 tekens, zonder besturingstekens.',
    });
  }
  const source = await readSource(options);
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(linksFrom === undefined ? {} : { linksFrom }),
    ...(source === undefined ? {} : { source }),
  };
}

async function readSource({ sourceFolder, sourceUrl }: PracticeOptions): Promise<SourceSetting | undefined> {
  if (sourceUrl !== undefined) {
    checkAddress(sourceUrl);
    return { kind: 'address', url: sourceUrl };
  }
  if (sourceFolder === undefined) return undefined;
  // Workers may be started in another folder than this command.
  const path = resolve(sourceFolder);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return { kind: 'folder', path };
  throw new UsageError({
    en: '--source-folder is not a folder that is there; make it first.',
    nl: '--source-folder is geen map die er is; maak die eerst.',
  });
}

/** How often exports come is said of a source that is there or is given; what is left out stays. */
function withSchedule(
  given: SourceSetting | null | undefined,
  present: SourceSetting | null,
  everyMinutes: number | undefined,
): SourceSetting | null | undefined {
  if (everyMinutes === undefined && given === undefined) return undefined;
  const source = given ?? present;
  if (source === null)
    throw new UsageError({
      en: '--source-every is about a source: give --source-folder or --source-url as well.',
      nl: '--source-every gaat over een bron: geef ook --source-folder of --source-url.',
    });
  const kept = placeOf(source) === placeOf(present) ? present?.everyMinutes : undefined;
  const every = everyMinutes ?? kept;
  return every === undefined ? source : { ...source, everyMinutes: every };
}

async function change(tx: Tx, present: StoredPractice, given: Given): Promise<readonly string[]> {
  const changed = [
    ...(given.name !== undefined && given.name !== present.name ? ['name'] : []),
    ...(given.linksFrom !== undefined && given.linksFrom !== present.linksFrom ? ['linksFrom'] : []),
    ...(given.source !== undefined && !isSameSource(given.source, present.source) ? ['source'] : []),
  ];
  if (changed.length === 0) return changed;
  const { source, ...rest } = given;
  await changePractice(tx, changed.includes('source') && source !== undefined ? given : rest);
  const entry = {
    practiceId: present.id,
    actor: actingUser(),
    action: 'practice.changed',
    details: { changed },
  };
  await writeAudit(tx, [entry]);
  return changed;
}

function isSameSource(one: SourceSetting | null, other: SourceSetting | null): boolean {
  return placeOf(one) === placeOf(other) && one?.everyMinutes === other?.everyMinutes;
}

function placeOf(source: SourceSetting | null): string {
  if (source === null) return '';
  if (source.kind === 'software') return source.baseUrl;
  return source.kind === 'folder' ? source.path : source.url;
}

function becameText(id: string, { added, changed }: Done): Text {
  if (added) return { en: `Practice ${id} was added.`, nl: `Kantoor ${id} is toegevoegd.` };
  if (changed.length === 0)
    return {
      en: `Practice ${id} is there already; nothing was changed.`,
      nl: `Kantoor ${id} is er al; er is niets gewijzigd.`,
    };
  return {
    en: `Practice ${id} was changed: ${fieldList(changed, 'en')}.`,
    nl: `Kantoor ${id} is gewijzigd: ${fieldList(changed, 'nl')}.`,
  };
}

const LINKS_LEFT_ASIDE: Text = {
  en: `What its practice software said of links until now was left aside: it counts once it is said again, by the next reading of its
  source, the next export, or koppel import.`,
  nl: `Wat de praktijksoftware tot nu toe over koppelingen zei, is terzijde gelegd: het telt zodra het opnieuw wordt gezegd, door de
  volgende lezing van de bron, de volgende export, of koppel import.`,
};

function noSource(id: string): Text {
  return {
    en: `Without a source, a webhook that is lost is not made good: the window of an hour cannot be guaranteed.
  Give one: koppel practice add ${id} --source-folder PATH (or --source-url URL)`,
    nl: `Zonder bron wordt een verloren webhook niet hersteld: de termijn van een uur kan niet worden gegarandeerd.
  Geef er een: koppel practice add ${id} --source-folder PAD (of --source-url URL)`,
  };
}

interface Done {
  readonly added: boolean;
  readonly changed: readonly string[];
  readonly secret: string | null;
}

async function report({ foundation, out }: CommandContext, id: string, done: Done): Promise<void> {
  const practice = await foundation.store.inPractice(id, readPractice);
  const address = webhookAddress(foundation.config, id);
  out.line(becameText(id, done));
  out.line({ en: `Webhook address: ${address}`, nl: `Adres van de webhook: ${address}` });
  if (foundation.config.publicUrl === null)
    out.line({
      en: '  (set KOPPEL_PUBLIC_URL to the address that others reach it at)',
      nl: '  (zet KOPPEL_PUBLIC_URL op het adres waarop anderen het bereiken)',
    });
  if (done.secret !== null) {
    out.line({ en: `Webhook secret:  ${done.secret}`, nl: `Geheim van de webhook: ${done.secret}` });
    out.line({
      en: '  This is the only time it is shown. For a new one: koppel practice rotate-secret.',
      nl: '  Het wordt alleen nu getoond. Voor een nieuw: koppel practice rotate-secret.',
    });
  }
  if (done.changed.includes('linksFrom') && practice?.linksFrom === 'practice-software')
    out.line(LINKS_LEFT_ASIDE);
  if (practice?.source === null) out.line(noSource(id));
  out.result({
    practice: { id, name: practice?.name, linksFrom: practice?.linksFrom, source: practice?.source ?? null },
    added: done.added,
    changed: done.changed,
    webhook: { address, secret: done.secret },
  });
}
