// Hands one parsed webhook event to the intake and says in a word what came of it.
import type { PracticeEvent } from './records/event-schema.ts';
import type { Intake, IntakeCounts } from './intake.ts';

export type EventOutcome = 'applied' | 'stale' | 'orphaned' | 'unchanged';

export async function applyEvent(
  intake: Intake,
  practiceId: string,
  event: PracticeEvent,
): Promise<EventOutcome> {
  switch (event.type) {
    case 'client.upserted':
      return readOutcome(await intake.upsertClients(practiceId, [event.record], 'webhook'));
    case 'contact.upserted':
      return readOutcome(await intake.upsertContacts(practiceId, [event.record], 'webhook'));
    case 'client.deleted':
      return (await intake.deleteClient(practiceId, event.record, 'webhook')) ? 'applied' : 'stale';
    case 'contact.deleted':
      return (await intake.deleteContact(practiceId, event.record, 'webhook')) ? 'applied' : 'stale';
  }
}

function readOutcome(counts: IntakeCounts): EventOutcome {
  if (counts.applied > 0) return 'applied';
  if (counts.orphaned > 0) return 'orphaned';
  return counts.stale > 0 ? 'stale' : 'unchanged';
}
