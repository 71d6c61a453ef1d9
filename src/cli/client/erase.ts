// koppel erase contact: takes a contact's access away and then erases who it was. koppel export contact: shows everything
// that is held about one.
import type { Command } from 'commander';
import { writeAudit } from '../../database/people/audit.ts';
import { listSameHuman, readPersonalData } from '../../database/people/erasure.ts';
import type { NamedRecord } from '../../database/people/explain.ts';
import { UsageError } from '../../errors.ts';
import { connectorOf } from '../../app/portals.ts';
import { askToErase, previewErasure, type ErasurePreview } from '../../actions/erase-contact.ts';
import { actingUser } from '../frame/acting-user.ts';
import { addByOption } from '../frame/asking-options.ts';
import { confirm } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { findPractice } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import { EXIT, runCommand, type CommandContext } from '../frame/run-command.ts';

interface PersonOptions {
  readonly practice: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly by?: string;
}

const ARGUMENT = 'its key, its id or its e-mail address';

const ERASE_HELP = `
First delete the contact in the practice software: what that says later brings the person back. Koppel takes the
access away as after any delete, proves it, and only then erases; the sweep does so within minutes. Doing it again
changes nothing and says how far it is. The portals keep the person (docs/security.md says what that means).

Examples:
  koppel erase contact p-2001 --practice jansen
  koppel erase contact anna@example.nl --practice jansen --yes --by olga`;

const EXPORT_HELP = `
The answer holds personal data: keep it where such data may be. That it was made is noted in the audit trail.

Example:
  koppel export contact anna@example.nl --practice jansen > anna.json`;

export function addEraseCommands(program: Command): void {
  const erase = program.command('erase').description('erase what is held about a person');
  const eraseOne = erase
    .command('contact')
    .argument('<contact>', ARGUMENT)
    .description('take the access of a contact away, then erase who it was')
    .requiredOption('--practice <id>', 'the practice')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON value');
  addByOption(eraseOne)
    .addHelpText('after', ERASE_HELP)
    .action((text: string, options: PersonOptions) =>
      runCommand(options, (context) => eraseContact(context, text, options)),
    );
  const exported = program.command('export').description('show everything that is held about a person');
  const exportOne = exported
    .command('contact')
    .argument('<contact>', ARGUMENT)
    .description('show everything that is held about a contact, as JSON')
    .requiredOption('--practice <id>', 'the practice')
    .option('--json', 'print it on one line');
  addByOption(exportOne)
    .addHelpText('after', EXPORT_HELP)
    .action((text: string, options: PersonOptions) =>
      runCommand(options, (context) => exportContact(context, text, options)),
    );
}

async function findContact(
  { foundation, out }: CommandContext,
  text: string,
  practiceId: string,
): Promise<NamedRecord> {
  await findPractice(foundation.store, practiceId);
  const record = await findRecord({ store: foundation.store, out }, practiceId, text);
  if (record.kind === 'contact') return record;
  throw new UsageError('That is a client; only a contact is a person. Nothing was changed.');
}

async function eraseContact(
  context: CommandContext,
  text: string,
  { practice: practiceId, yes, by }: PersonOptions,
): Promise<number> {
  const { out, foundation } = context;
  const contact = await findContact(context, text, practiceId);
  const preview = await previewErasure(foundation.store, connectorOf, { practiceId, contact });
  const answer = {
    practice: practiceId,
    contact: contact.id,
    sameHuman: preview.sameHuman.map(({ id }) => id),
  };
  if (preview.askedAt === null) {
    show(context, contact, preview);
    if (!(await confirm('Take this access away and erase the contact?', { yes: yes === true }))) {
      out.line('Nothing was changed.');
      out.result({ ...answer, asked: false, askedAt: null, erasedAt: null, waitingFor: [] });
      return EXIT.no;
    }
  }
  const confirmed = preview.revokes.map(({ resourceId }) => resourceId);
  const request = { practiceId, contact, by: actingUser(by), confirmed };
  const done = await askToErase(foundation.store, connectorOf, request);
  const { asked, askedAt, erasedAt, held } = done;
  out.line(erasedAt === null ? 'It is not erased yet.' : `It was erased on ${erasedAt.toISOString()}.`);
  for (const { connection, type, revokeState } of held)
    out.line(`  waiting for ${connection}: ${type}${revokeState === null ? '' : ` (${revokeState})`}`);
  if (erasedAt === null)
    out.line('A running worker takes the access away; the sweep then erases. Give the command again to see.');
  out.line('The portals keep the person: where that must end too, delete the person there by hand.');
  const waitingFor = held.map(({ connection, type, revokeState }) => ({ connection, type, revokeState }));
  out.result({ ...answer, asked, askedAt, erasedAt, waitingFor });
  return EXIT.ok;
}

function show({ out }: CommandContext, contact: NamedRecord, preview: ErasurePreview): void {
  out.line(`To be erased: ${describeRecord(contact)}.`);
  out.line(`Access that will be taken away (${preview.revokes.length}):`);
  for (const access of preview.revokes) out.line(`  ${describeAccess(access)}`);
  if (preview.sameHuman.length > 0) out.line('The same person is also a contact elsewhere, which stays:');
  for (const other of preview.sameHuman) out.line(`  ${other.id}  ${describeRecord(other)}`);
}

async function exportContact(
  context: CommandContext,
  text: string,
  { practice: practiceId, json, by }: PersonOptions,
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
