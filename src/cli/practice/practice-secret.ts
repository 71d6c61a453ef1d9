// Changes the webhook secret of a practice without losing an event: a new one beside the old, then the old one away.
import { writeAudit } from '../../database/people/audit.ts';
import { changeWebhookSecrets } from '../../database/records/practices.ts';
import { UsageError } from '../../errors.ts';
import { newWebhookSecret, webhookContext } from '../../secrets/webhook-secrets.ts';
import { actingUser } from '../frame/acting-user.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { CommandContext } from '../frame/run-command.ts';
import { webhookAddress } from './webhook-address.ts';

export async function rotateSecret(
  context: CommandContext,
  id: string,
  { dropOld = false }: { readonly dropOld?: boolean },
): Promise<void> {
  await findPractice(context.foundation.store, id);
  await (dropOld ? dropOldSecrets(context, id) : addSecret(context, id));
}

async function addSecret({ foundation, out }: CommandContext, id: string): Promise<void> {
  const secret = newWebhookSecret();
  const sealed = foundation.sealer.seal(secret, webhookContext(id));
  const address = webhookAddress(foundation.config, id);
  let accepted = 0;
  await foundation.store.inPractice(id, async (tx) => {
    await changeWebhookSecrets(tx, (old) => {
      if (old.length > 1) {
        throw new UsageError({
          en: 'An old secret is still accepted beside the newest. Once nobody signs with it any more: --drop-old.',
          nl: 'Naast het nieuwste wordt nog een oud geheim aanvaard. Als niemand er meer mee tekent: --drop-old.',
        });
      }
      accepted = old.length + 1;
      return [sealed, ...old];
    });
    await writeAudit(tx, [{ practiceId: id, actor: actingUser(), action: 'practice.secret-added' }]);
  });
  out.line({
    en: `Webhook address: ${address}
Webhook secret:  ${secret}
  This is the only time it is shown. The old secret works too, until you have set the new one and run:
  koppel practice rotate-secret ${id} --drop-old`,
    nl: `Adres van de webhook:  ${address}
Geheim van de webhook: ${secret}
  Het wordt alleen nu getoond. Het oude geheim werkt ook, tot u het nieuwe hebt ingesteld en dit geeft:
  koppel practice rotate-secret ${id} --drop-old`,
  });
  out.result({ practice: id, webhook: { address, secret }, acceptedSecrets: accepted, dropped: 0 });
}

async function dropOldSecrets({ foundation, out }: CommandContext, id: string): Promise<void> {
  let dropped = 0;
  await foundation.store.inPractice(id, async (tx) => {
    await changeWebhookSecrets(tx, ([newest, ...old]) => {
      dropped = old.length;
      return newest === undefined ? [] : [newest];
    });
    if (dropped > 0) {
      await writeAudit(tx, [{ practiceId: id, actor: actingUser(), action: 'practice.secret-dropped' }]);
    }
  });
  out.line(
    dropped > 0
      ? {
          en: 'Only the newest secret is accepted now.',
          nl: 'Alleen het nieuwste geheim wordt nog aanvaard.',
        }
      : {
          en: 'There was no older secret; nothing was changed.',
          nl: 'Er was geen ouder geheim; er is niets gewijzigd.',
        },
  );
  const webhook = { address: webhookAddress(foundation.config, id), secret: null };
  out.result({ practice: id, webhook, acceptedSecrets: 1, dropped });
}
