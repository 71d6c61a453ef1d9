// A person agrees to a change that shows elsewhere too: a profile that is valid in other dossiers. It is previewed with
// everything it touches, agreed to once, and holds for exactly that.
import { listOpenChanges, writeAgreement, type OpenChange } from '../database/people/agreements.ts';
import { writeAudit } from '../database/people/audit.ts';
import type { Store } from '../database/open-store.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import { UsageError } from '../errors.ts';

export interface Agreeing {
  readonly practiceId: string;
  /** As it was shown to the person. */
  readonly shown: OpenChange;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

/** Throws UsageError when it is not open any more, or when it is not what was shown. Nothing is written then. */
export async function agreeToChange(store: Store, { practiceId, shown, by }: Agreeing): Promise<void> {
  await store.inPractice(practiceId, async (tx) => {
    const [open] = await listOpenChanges(tx, { id: shown.id });
    if (open === undefined || gist(open) !== gist(shown)) {
      throw new UsageError({
        en: 'The change is not what was shown any more; nothing was changed. Look at it again.',
        nl: 'De wijziging is niet meer wat is getoond; er is niets gewijzigd. Bekijk haar opnieuw.',
      });
    }
    await writeAgreement(tx, open);
    await lookAgain(tx, { connectionId: open.connectionId, clientIds: open.clientIds });
    const { id: resource, type, connectionId } = open;
    const details = { type, resource, fields: Object.keys(open.changes), touches: open.touches.length };
    await writeAudit(tx, [
      { practiceId, actor: by, action: 'profile-change.confirmed', connectionId, details },
    ]);
  });
}

function gist({ changes, touches }: OpenChange): string {
  return JSON.stringify([Object.entries(changes).sort(), touches.map(({ key }) => key).sort()]);
}
