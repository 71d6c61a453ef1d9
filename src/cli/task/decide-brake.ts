// What `koppel approve` and `koppel reject` do: show whose access it is, ask, and write the decision down (rule 22).
import { decideBrake } from '../../actions/decide-brake.ts';
import {
  listBrakeRequests,
  nameAccesses,
  type AccessName,
  type BrakeRequest,
} from '../../database/ledger/brake.ts';
import type { Store } from '../../database/open-store.ts';
import { UsageError } from '../../errors.ts';
import { actingUser } from '../frame/acting-user.ts';
import { confirm } from '../frame/confirm.ts';
import { describeAccess } from '../frame/describe-access.ts';
import { findPractice } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export interface DecideOptions {
  readonly practice: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly by?: string;
}

interface Given {
  readonly verb: 'approve' | 'reject';
  readonly id: string | undefined;
  readonly options: DecideOptions;
}

export async function decide(
  { foundation, out, terminal }: CommandContext,
  { verb, id, options }: Given,
): Promise<number> {
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
  const question =
    verb === 'approve' ? 'Take all of this access away?' : 'Leave all of this access as it is?';
  if (!(await confirm(terminal, question, { yes: options.yes === true }))) {
    out.line('Nothing was decided.');
    out.result({ ...answer, decision: null });
    return EXIT.no;
  }
  const hours = await decideBrake(store, request, {
    practiceId: options.practice,
    verb,
    by: actingUser(options.by),
  });
  if (verb === 'approve')
    out.line(
      `Approved: ${request.resourceIds.length} accesses, for ${hours} hours. A running worker takes them away now.`,
    );
  else
    out.line(
      'Rejected: the access stays. Link the contacts again; `koppel sync <client>` of one of them asks anew.',
    );
  out.result({ ...answer, decision: verb === 'approve' ? 'approved' : 'rejected' });
  return EXIT.ok;
}

function showRequest(
  out: CommandContext['out'],
  request: BrakeRequest,
  accesses: readonly AccessName[],
): void {
  out.line(
    `Request ${request.id} on connection ${request.connection}, asked ${request.openedAt.toISOString()}: access to take away (${request.resourceIds.length}):`,
  );
  for (const access of accesses) out.line(`  ${describeAccess(access, 'en')}`);
  const nameless = request.resourceIds.length - accesses.length;
  if (nameless > 0) out.line(`  and ${nameless} that belong to no contact any more`);
}

async function findRequest(store: Store, practiceId: string, id: string | undefined): Promise<BrakeRequest> {
  const open = await store.inPractice(practiceId, listBrakeRequests);
  const [found, another] = open.filter((request) => id === undefined || request.id === id);
  if (found === undefined && id !== undefined)
    throw new UsageError('No open request has this id; `koppel status` shows those that are open.');
  if (found === undefined)
    throw new UsageError(
      `Nothing waits for approval in practice ${practiceId}. What was rejected is asked anew after \`koppel sync <client>\`.`,
    );
  if (another !== undefined) {
    const lines = open.map((request) => `  ${request.id}  ${request.connection}`);
    throw new UsageError(`Several requests are open; give the id of one:\n${lines.join('\n')}`);
  }
  return found;
}
