// Says how calls of any software are checked that are a reason to look into the source.
import { randomBytes } from 'node:crypto';
import { hintContext, sourceAddress } from '../../app/open-sources.ts';
import { writeAudit } from '../../database/people/audit.ts';
import { writeHintForm, type HintForm } from '../../database/records/source-state.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { findPractice } from '../frame/find-practice.ts';
import { readSecretText } from '../frame/read-argument.ts';
import type { CommandContext } from '../frame/run-command.ts';

export interface HintOptions {
  readonly header: string;
  readonly by: HintForm['by'];
  readonly algorithm: HintForm['algorithm'];
  readonly encoding: HintForm['encoding'];
  readonly prefix: string;
  readonly pointer?: string;
  readonly kind: HintForm['kind'];
  readonly secret?: string;
}

const SHORTEST = 16;

export async function setHint(context: CommandContext, id: string, options: HintOptions): Promise<void> {
  const { foundation, out } = context;
  const { store, sealer, config } = foundation;
  const practice = await findPractice(store, id);
  const form = readForm(options);
  const given = await readGiven(context, options.secret);
  const secret = given ?? randomBytes(32).toString('base64url');
  await store.inPractice(id, async (tx) => {
    await writeHintForm(tx, { practiceId: id, form, secret: sealer.seal(secret, hintContext(id)) });
    const entry = { practiceId: id, actor: actingUser(), action: 'source.hint-set' };
    await writeAudit(tx, [{ ...entry, details: { by: form.by, kind: form.kind } }]);
  });
  const origin = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const address = sourceAddress(origin, `/webhooks/hint/${id}`);
  out.line({ en: `Address: ${address ?? ''}`, nl: `Adres:  ${address ?? ''}` });
  if (given === null)
    out.line({
      en: `Secret:  ${secret}\n  This is the only time it is shown.`,
      nl: `Geheim: ${secret}\n  Het wordt alleen nu getoond.`,
    });
  if (practice.source === null)
    out.line({
      en: 'Nothing is looked at yet: the practice has no source (koppel practice add, koppel source connect).',
      nl: 'Er wordt nog niets bekeken: het kantoor heeft geen bron (koppel practice add, koppel source connect).',
    });
  out.result({ practice: id, address, ...(given === null ? { secret } : {}) });
}

function readForm(options: HintOptions): HintForm {
  const { header, by, algorithm, encoding, prefix, pointer = null, kind } = options;
  if (!/^[A-Za-z0-9-]{1,100}$/.test(header))
    throw new UsageError({
      en: '--header is the name of a header.',
      nl: '--header is de naam van een header.',
    });
  if (pointer !== null && !/^(\/([^~/]|~[01])*)+$/.test(pointer))
    throw new UsageError({
      en: '--pointer is a JSON pointer, such as /data/id (RFC 6901).',
      nl: '--pointer is een JSON-pointer, zoals /data/id (RFC 6901).',
    });
  if (kind !== 'any' && pointer === null)
    throw new UsageError({
      en: '--kind needs --pointer: where the key stands.',
      nl: '--kind heeft --pointer nodig: waar de sleutel staat.',
    });
  return { header, by, algorithm, encoding, prefix, pointer, kind };
}

async function readGiven({ terminal }: CommandContext, from: string | undefined): Promise<string | null> {
  if (from === undefined) return null;
  const secret = await readSecretText(terminal, '--secret', from);
  if (secret.length >= SHORTEST) return secret;
  throw new UsageError({
    en: `--secret is at least ${SHORTEST} characters long.`,
    nl: `--secret is minstens ${SHORTEST} tekens lang.`,
  });
}
