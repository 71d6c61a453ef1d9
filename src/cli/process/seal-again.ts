// Seals every stored secret that is not sealed under the first key again, so that an old key can be thrown away.
import { writeAudit } from '../../database/people/audit.ts';
import { listConnections, replaceCredentials } from '../../database/portal/connections.ts';
import type { Tx } from '../../database/open-store.ts';
import { resealSource } from '../../database/records/source-state.ts';
import { changeWebhookSecrets, listPracticeIds } from '../../database/records/practices.ts';
import type { Foundation } from '../../app/foundation.ts';
import { credentialsContext } from '../../app/open-portals.ts';
import { hintContext, sourceContext } from '../../app/open-sources.ts';
import type { Sealer } from '../../secrets/seal.ts';
import { sourceTokenContext } from '../../secrets/source-tokens.ts';
import { webhookContext } from '../../secrets/webhook-secrets.ts';
import { actingUser } from '../frame/acting-user.ts';

export interface SealedAgain {
  readonly credentials: number;
  readonly webhookSecrets: number;
}

/** Safe to repeat, and safe to break off: each practice is done in a transaction of its own. */
export async function sealAgain({ store, sealer }: Foundation): Promise<SealedAgain> {
  const total = { credentials: 0, webhookSecrets: 0 };
  // Row-level security lets a transaction see one practice, so there is one for each.
  for (const practiceId of await store.inSystem(listPracticeIds)) {
    const done = await store.inPractice(practiceId, (tx) => sealPractice(tx, sealer, practiceId));
    total.credentials += done.credentials;
    total.webhookSecrets += done.webhookSecrets;
  }
  return total;
}

async function sealPractice(tx: Tx, sealer: Sealer, practiceId: string): Promise<SealedAgain> {
  const done = {
    credentials: await sealCredentials(tx, sealer),
    webhookSecrets: await sealWebhookSecrets(tx, sealer, practiceId),
  };
  done.credentials += await sealSource(tx, sealer, practiceId);
  if (done.credentials + done.webhookSecrets > 0) {
    await writeAudit(tx, [
      { practiceId, actor: actingUser(), action: 'secrets.sealed-again', details: done },
    ]);
  }
  return done;
}

async function sealCredentials(tx: Tx, sealer: Sealer): Promise<number> {
  let sealed = 0;
  for (const connection of await listConnections(tx)) {
    const { id, credentials: before } = connection;
    if (!sealer.isStale(before)) continue;
    const context = credentialsContext(connection);
    const after = sealer.seal(sealer.open(before, context), context);
    if (await replaceCredentials(tx, id, { before, after })) sealed += 1;
  }
  return sealed;
}

/** What Koppel signs in to the practice software with, its tokens, and the secret of its hints. */
async function sealSource(tx: Tx, sealer: Sealer, practiceId: string): Promise<number> {
  const contexts = {
    credentials: sourceContext(practiceId),
    tokens: sourceTokenContext(practiceId),
    hint: hintContext(practiceId),
  };
  let sealed = 0;
  await resealSource(tx, (before, of) => {
    if (!sealer.isStale(before)) return before;
    sealed += 1;
    return sealer.seal(sealer.open(before, contexts[of]), contexts[of]);
  });
  return sealed;
}

async function sealWebhookSecrets(tx: Tx, sealer: Sealer, practiceId: string): Promise<number> {
  const context = webhookContext(practiceId);
  let sealed = 0;
  await changeWebhookSecrets(tx, (secrets) =>
    secrets.map((secret) => {
      if (!sealer.isStale(secret)) return secret;
      sealed += 1;
      return sealer.seal(sealer.open(secret, context), context);
    }),
  );
  return sealed;
}
