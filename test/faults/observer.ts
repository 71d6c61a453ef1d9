// Watches a run all the time: no revoke may count as proven while the access is there (rule 19), nothing may be sent for a
// client that must not be pushed (rule 2). Resumes a connection that a refusal stopped, as an operator would.
import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from './lab.ts';
import type { Ineligible, ProvenRevoke } from './ledger.ts';
import { CONNECTION, PRACTICE } from './practice-wire.ts';

export interface Observer {
  readonly violations: readonly string[];
  looks(): number;
  stop(): Promise<void>;
}

const PAUSE_MS = 250;
/** An intent that was stored before the change may still be sent so long after it; and a look takes its time. */
const GRACE_MS = 11_000;

export function observe(lab: Lab, onError: (error: unknown) => void): Observer {
  const violations: string[] = [];
  const state = { stopped: false, looks: 0 };
  const seen: Seen = { since: new Map(), lastAt: 0 };
  const rounds = async (): Promise<void> => {
    while (!state.stopped) {
      violations.push(...(await falseProofs(lab)), ...(await forbiddenWrites(lab, seen)));
      state.looks += 1;
      await delay(PAUSE_MS);
    }
  };
  const resuming = async (): Promise<void> => {
    while (!state.stopped) {
      if ((await lab.ledger.connectionState()) === 'stopped') {
        lab.diary.write('the operator resumes the connection');
        await lab.koppel('connection', 'resume', CONNECTION, '--practice', PRACTICE);
      }
      await delay(4 * PAUSE_MS);
    }
  };
  const work = Promise.all([rounds().catch(onError), resuming().catch(onError)]);
  return {
    violations,
    looks: () => state.looks,
    stop: async () => {
      state.stopped = true;
      await work;
    },
  };
}

/** Ledger, portal, ledger again: what was proven before and after was proven when the portal was read. */
async function falseProofs({ ledger, portal, diary }: Lab): Promise<readonly string[]> {
  const before = await ledger.provenRevokes();
  const { groups } = await portal.state();
  const standing = before.filter(({ groupId, personId }) =>
    groups.some(({ CWGuid, members }) => CWGuid === groupId && members.includes(personId)),
  );
  if (standing.length === 0) return [];
  const after = new Set((await ledger.provenRevokes()).map(key));
  return standing
    .filter((revoke) => after.has(key(revoke)))
    .map((revoke) => {
      const line = `the revoke ${key(revoke)} counts as proven, and the access is there (rule 19)`;
      diary.write(line);
      return line;
    });
}

function key({ proof, groupId, personId }: ProvenRevoke): string {
  return `${proof} ${groupId} ${personId}`;
}

interface Seen {
  /** Since when a version of a client is known to be ineligible. */
  since: Map<string, { readonly client: Ineligible; readonly at: number }>;
  /** Requests up to then were looked at. */
  lastAt: number;
}

async function forbiddenWrites({ ledger, portal, diary }: Lab, seen: Seen): Promise<readonly string[]> {
  const requests = (await portal.requests()).filter(({ at }) => at > seen.lastAt);
  seen.lastAt = requests.at(-1)?.at ?? seen.lastAt;
  const now = Date.now();
  const ineligible = await ledger.ineligibleClients();
  seen.since = new Map(
    ineligible.map((client) => {
      const id = `${client.clientKey} ${client.version}`;
      return [id, { client, at: seen.since.get(id)?.at ?? now }] as const;
    }),
  );
  const forbidden = requests
    .filter(({ method }) => method !== 'GET')
    .flatMap((request) =>
      [...seen.since.values()]
        .filter(({ client, at }) => request.at > at + GRACE_MS && isAbout(request, client))
        .map(({ client }) => `${request.method} ${request.path} was sent for ${client.clientKey} (rule 2)`),
    );
  for (const line of forbidden) diary.write(line);
  return forbidden;
}

/** Taking access away is what must still be done. */
function isAbout(
  { path, body }: { path: string; body?: unknown },
  { entityId, groupId }: Ineligible,
): boolean {
  if (/"isRemove":true/.test(JSON.stringify(body ?? {}))) return false;
  const text = `${path} ${JSON.stringify(body ?? {})}`;
  return [entityId, groupId].some((id) => id !== null && text.includes(id));
}
