// Hands one parsed webhook event to the intake and says in a word what came of it.
import type { PracticeEvent } from './records/event-schema.ts';
import type { Intake, Outcome, Verdict } from './intake.ts';

export async function applyEvent(intake: Intake, practiceId: string, event: PracticeEvent): Promise<Verdict> {
  switch (event.type) {
    case 'client.upserted':
      return verdictOf(await intake.upsertClients(practiceId, [event.record]));
    case 'contact.upserted':
      return verdictOf(await intake.upsertContacts(practiceId, [event.record]));
    case 'client.deleted':
      return (await intake.deleteClient(practiceId, event.record)).verdict;
    case 'contact.deleted':
      return (await intake.deleteContact(practiceId, event.record)).verdict;
  }
}

/** Of the one statement that the event makes. */
function verdictOf([outcome]: readonly Outcome[]): Verdict {
  if (outcome === undefined) throw new Error('the intake did not judge the record');
  return outcome.verdict;
}
