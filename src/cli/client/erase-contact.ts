// What `koppel erase contact` and `koppel export contact` do: take a contact's access away and then erase who it was; show
// everything that is held about one.
import { writeAudit } from '../../database/people/audit.ts';
import { listSameHuman, readPersonalData } from '../../database/people/erasure.ts';
import type { NamedRecord } from '../../database/people/explain.ts';
import type { Text } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';
import { whenText } from '../../domain/time-text.ts';
import { UsageError } from '../../errors.ts';
import { connectorOf } from '../../app/portals.ts';
import { ledgerText } from '../../answers/resource-texts.ts';
import { askToErase, previewErasure, type ErasurePreview } from '../../actions/erase-contact.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { DecidingOptions } from '../frame/options.ts';
import { confirm, NOTHING_CHANGED } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { findPractice } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

const WORDS = {
  ask: {
    en: 'Take this access away and erase the contact?',
    nl: 'Deze toegang intrekken en de contactpersoon wissen?',
  },
  notYet: { en: 'It is not erased yet.', nl: 'Er is nog niet gewist.' },
  erased: { en: 'It was erased on', nl: 'Gewist op' },
  waiting: { en: 'waiting for', nl: 'wacht op' },
  follow: {
    en: 'A running worker takes the access away; the sweep then erases. Give the command again to see.',
    nl: 'Een draaiende worker trekt de toegang in; daarna wist de ronde. Geef het commando opnieuw om het te zien.',
  },
  portals: {
    en: 'The portals keep the person: where that must end too, delete the person there by hand.',
    nl: 'De portalen houden de persoon: waar ook dat moet eindigen, verwijder de persoon daar met de hand.',
  },
  who: { en: 'To be erased', nl: 'Te wissen' },
  access: { en: 'Access that will be taken away', nl: 'Toegang die wordt ingetrokken' },
  elsewhere: {
    en: 'The same person is also a contact elsewhere, which stays:',
    nl: 'Dezelfde persoon is ook elders contactpersoon, en dat blijft:',
  },
} as const satisfies Record<string, Text>;

async function findContact(context: CommandContext, text: string, practiceId: string): Promise<NamedRecord> {
  await findPractice(context.foundation.store, practiceId);
  const record = await findRecord(context, practiceId, text);
  if (record.kind === 'contact') return record;
  throw new UsageError({
    en: 'That is a client; only a contact is a person. Nothing was changed.',
    nl: 'Dat is een klant; alleen een contactpersoon is een persoon. Er is niets gewijzigd.',
  });
}

export async function eraseContact(
  context: CommandContext,
  text: string,
  { practice: practiceId, yes, by }: DecidingOptions,
): Promise<number> {
  const { out, foundation, lang } = context;
  const contact = await findContact(context, text, practiceId);
  const preview = await previewErasure(foundation.store, connectorOf, { practiceId, contact });
  const answer = {
    practice: practiceId,
    contact: contact.id,
    sameHuman: preview.sameHuman.map(({ id }) => id),
  };
  if (preview.askedAt === null) {
    show(context, contact, preview);
    if (!(await confirm(context, WORDS.ask, { yes: yes === true }))) {
      out.line(NOTHING_CHANGED);
      out.result({ ...answer, asked: false, askedAt: null, erasedAt: null, waitingFor: [] });
      return EXIT.no;
    }
  }
  const confirmed = preview.revokes.map(({ resourceId }) => resourceId);
  const request = { practiceId, contact, by: actingUser(by), confirmed };
  const done = await askToErase(foundation.store, connectorOf, request);
  const { asked, askedAt, erasedAt, held } = done;
  out.line(erasedAt === null ? WORDS.notYet : `${WORDS.erased[lang]} ${whenText(erasedAt, lang)}.`);
  for (const { connection, type, revokeState } of held)
    out.line(
      `  ${WORDS.waiting[lang]} ${connection}: ${typeName(type, lang)}${revokeState === null ? '' : ` (${ledgerText(revokeState, lang)})`}`,
    );
  if (erasedAt === null) out.line(WORDS.follow);
  out.line(WORDS.portals);
  const waitingFor = held.map(({ connection, type, revokeState }) => ({ connection, type, revokeState }));
  out.result({ ...answer, asked, askedAt, erasedAt, waitingFor });
  return EXIT.ok;
}

function show({ out, lang }: CommandContext, contact: NamedRecord, preview: ErasurePreview): void {
  out.line(`${WORDS.who[lang]}: ${describeRecord(contact, lang)}.`);
  out.line(`${WORDS.access[lang]} (${preview.revokes.length}):`);
  for (const access of preview.revokes) out.line(`  ${describeAccess(access, lang)}`);
  if (preview.sameHuman.length > 0) out.line(WORDS.elsewhere);
  for (const other of preview.sameHuman) out.line(`  ${other.id}  ${describeRecord(other, lang)}`);
}

export async function exportContact(
  context: CommandContext,
  text: string,
  { practice: practiceId, json, by }: DecidingOptions,
): Promise<void> {
  const { out, foundation } = context;
  const contact = await findContact(context, text, practiceId);
  const exported = await foundation.store.inPractice(practiceId, async (tx) => {
    const entry = { practiceId, actor: actingUser(by), action: 'contact.exported', subjectId: contact.id };
    await writeAudit(tx, [entry]);
    const sameHuman = await listSameHuman(tx, contact.id);
    return {
      practice: practiceId,
      contact: contact.id,
      sameHuman,
      held: await readPersonalData(tx, contact.id),
    };
  });
  if (json !== true) out.line(JSON.stringify(exported, null, 2));
  out.result(exported);
}
