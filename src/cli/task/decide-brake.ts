// What `koppel approve` and `koppel reject` do: show whose access it is, ask, and write the decision down (rule 22).
import { decideBrake } from '../../actions/decide-brake.ts';
import {
  listBrakeRequests,
  nameAccesses,
  type AccessName,
  type BrakeRequest,
} from '../../database/ledger/brake-requests.ts';
import type { Store } from '../../database/open-store.ts';
import type { Text } from '../../domain/text.ts';
import { whenText } from '../../domain/time-text.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { DecidingOptions } from '../frame/options.ts';
import { confirm } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { findPractice } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

interface Given {
  readonly verb: 'approve' | 'reject';
  readonly id: string | undefined;
  readonly options: DecidingOptions;
}

const QUESTIONS = {
  approve: { en: 'Take all of this access away?', nl: 'Al deze toegang intrekken?' },
  reject: { en: 'Leave all of this access as it is?', nl: 'Al deze toegang laten zoals zij is?' },
} as const satisfies Record<Given['verb'], Text>;

export async function decide(context: CommandContext, { verb, id, options }: Given): Promise<number> {
  const { foundation, out } = context;
  const { store } = foundation;
  await findPractice(store, options.practice);
  const request = await findRequest(store, options.practice, id);
  const accesses = await store.inPractice(options.practice, (tx) => nameAccesses(tx, request.resourceIds));
  showRequest(out, request, accesses);
  const answer = {
    practice: options.practice,
    connection: request.connection,
    request: request.id,
    accesses,
  };
  if (!(await confirm(context, QUESTIONS[verb], options))) {
    out.line({ en: 'Nothing was decided.', nl: 'Er is niets beslist.' });
    out.result({ ...answer, decision: null });
    return EXIT.no;
  }
  const hours = await decideBrake(store, request, {
    practiceId: options.practice,
    verb,
    by: actingUser(options.by),
  });
  const count = request.resourceIds.length;
  if (verb === 'approve')
    out.line({
      en: `Approved: ${count === 1 ? '1 access' : `${count} accesses`}, for ${hours} hours. A running worker takes it away now.`,
      nl: `Goedgekeurd: ${count === 1 ? '1 toegang' : `${count} toegangen`}, voor ${hours} uur. Een draaiende worker trekt die nu in.`,
    });
  else
    out.line({
      en: 'Rejected: the access stays. Link the contacts again; `koppel sync <client>` of one of them asks anew.',
      nl: 'Afgewezen: de toegang blijft. Koppel de contactpersonen weer; `koppel sync <klant>` van een van hen vraagt opnieuw.',
    });
  out.result({ ...answer, decision: verb === 'approve' ? 'approved' : 'rejected' });
  return EXIT.ok;
}

function showRequest(
  out: CommandContext['out'],
  request: BrakeRequest,
  accesses: readonly AccessName[],
): void {
  const { id, connection, openedAt, resourceIds } = request;
  const count = resourceIds.length;
  out.line({
    en: `Question ${id} on connection ${connection}, asked ${whenText(openedAt, 'en')}: access to take away (${count}):`,
    nl: `Vraag ${id} op verbinding ${connection}, gevraagd ${whenText(openedAt, 'nl')}: in te trekken toegang (${count}):`,
  });
  for (const access of accesses) out.line(`  ${describeAccess(access, out.lang)}`);
  const nameless = count - accesses.length;
  if (nameless > 0)
    out.line({
      en: `  and ${nameless} that ${nameless === 1 ? 'belongs' : 'belong'} to no contact any more`,
      nl: `  en ${nameless} die bij geen contactpersoon meer ${nameless === 1 ? 'hoort' : 'horen'}`,
    });
}

async function findRequest(store: Store, practiceId: string, id: string | undefined): Promise<BrakeRequest> {
  const open = await store.inPractice(practiceId, listBrakeRequests);
  const [found, another] = open.filter((request) => id === undefined || request.id === id);
  if (found === undefined && id !== undefined)
    throw new UsageError({
      en: 'No open question has this id; `koppel status` shows those that are open.',
      nl: 'Geen open vraag heeft deze id; `koppel status` toont welke openstaan.',
    });
  if (found === undefined)
    throw new UsageError({
      en: `Nothing waits for approval in practice ${practiceId}. What was rejected is asked anew after \`koppel sync <client>\`.`,
      nl: `In kantoor ${practiceId} wacht niets op een akkoord. Wat is afgewezen wordt opnieuw gevraagd na \`koppel sync <klant>\`.`,
    });
  if (another !== undefined) {
    const list = open.map((request) => `\n  ${request.id}  ${request.connection}`).join('');
    throw new UsageError({
      en: `Several questions are open; give the id of one:${list}`,
      nl: `Er staan meerdere vragen open; geef de id van een:${list}`,
    });
  }
  return found;
}
