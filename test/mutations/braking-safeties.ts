// What keeps too much access from being taken away at once, and nothing from being held for good.
import type { Safety } from './mutation.ts';

export const BRAKING_SAFETIES: readonly Safety[] = [
  {
    name: 'The window of the brake',
    purpose:
      'Revokes of the last 24 hours count with those that are due, all of the connection at once, so that neither a flood nor a slow drip takes away too much unseen (rule 22).',
    mutations: [
      {
        id: 'brake-window',
        breaks: 'counts the revokes of 24 minutes instead of 24 hours',
        file: 'src/database/ledger/count-revokes.ts',
        replace: { "interval '24 hours'": "interval '24 minutes'" },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: a slow drip is caught: of revokes that come one an hour the eleventh waits',
          ],
        },
      },
      {
        id: 'brake-coming',
        breaks: 'does not count the revokes that other pairs will bring',
        file: 'src/database/ledger/count-revokes.ts',
        replace: { '[...coming.map(toDue), ...marked].map(': 'marked.map(' },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: the first client that is looked at waits for what the next will bring',
          ],
        },
      },
      {
        id: 'brake-policy',
        breaks: 'does not count what a changed policy will bring',
        file: 'src/database/ledger/count-revokes.ts',
        replace: { 'and d.pending`': 'and d.pending and d.lane = 0`' },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: a changed policy waits for what it will bring for all',
          ],
        },
      },
      {
        id: 'brake-rejection-holds-again',
        breaks: 'holds, by a rejection of before, who was linked and unlinked again since',
        file: 'src/database/ledger/count-revokes.ts',
        replace: { 'and not coalesce(o.off_at > b.decided_at, false)': '' },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: who is linked and unlinked again after a rejection is asked about, though no run came in between',
          ],
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: who is shown after a person said no, and vanishes again, is asked about again, though no run came in between',
          ],
        },
      },
      {
        id: 'brake-for-ever',
        breaks: 'never judges again what it holds',
        file: 'src/engine/release-held.ts',
        replace: {
          'await lookAgain(tx, { connectionId, clientIds, lane: 0 });':
            'await lookAgain(tx, { connectionId, clientIds: [], lane: 0 });',
        },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: what is held goes by itself once a day has passed, and no question is left open',
          ],
        },
      },
      {
        id: 'brake-rejection-holds-later',
        breaks: 'holds what came after a rejection together with what was rejected',
        file: 'src/plan/brake.ts',
        replace: { 'isTooMuch(fresh) ? said : said.filter(({ rejected }) => rejected)': 'said' },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: a rejection stands for what it was shown: a later unlink goes',
          ],
        },
      },
      {
        id: 'brake-believes-absence',
        breaks: 'believes that a kind of record vanished whole',
        file: 'src/domain/absence.ts',
        replace: {
          'if (absence.with >= absence.of) return true;': '',
          'return absence.with > settings.absentFloor && ': 'return settings.absentFloor < 0 && ',
        },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: eight contacts that vanish whole, twice, keep their access until a person agrees',
          ],
          'test/unit/plan/brake.test.ts': [
            'rule 22: law: what somebody said waits for nothing that merely vanished',
          ],
        },
      },
      {
        id: 'brake-absence-by-parts',
        breaks: 'counts with a record that vanished only those that two exports lacked',
        file: 'src/database/records/snapshot.ts',
        replace: { 'missing_since is not null or (': '(' },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: two that were missing before are asked about with all that the next export lacks',
          ],
        },
      },
      {
        id: 'brake-absence-diluted',
        breaks: 'counts with those who vanished whoever came since',
        file: 'src/database/records/snapshot.ts',
        replace: {
          'absent_of = least(absent_of, ${known}), absent_with': 'absent_of = ${known}, absent_with',
        },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: who came since makes it no more plausible that all others vanished',
          ],
        },
      },
      {
        id: 'brake-absence-outlived',
        breaks: 'takes it for no sign against an export that it lacks those of whom more was said since',
        file: 'src/database/records/snapshot.ts',
        replace: { ' or r.created_at < ${asOf}': '' },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: who was said to be there since counts with those who vanished',
          ],
        },
      },
      {
        id: 'brake-address-passed-on',
        breaks: 'gives the login by which somebody is still let in to whoever waits for its address',
        file: 'src/plan/settle-claims.ts',
        replace: { 'standing.keptFor.find(({ clientId }) => clientId !== this.input.clientId)': 'undefined' },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: who is asked about keeps the address from whoever waits for it',
          ],
        },
      },
      {
        id: 'brake-absence-forgotten',
        breaks: 'forgets with how many a record vanished when something older is said of it',
        file: 'src/database/records/merge-records.ts',
        replace: { 'when j.is_later and j.gone is null then null': 'when j.is_later then null' },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: what was said before they vanished, and comes late, takes nothing from the question',
          ],
        },
      },
      {
        id: 'brake-absence-for-ever',
        breaks: 'keeps asking about whom an export lacks alone, since others were missing once',
        file: 'src/database/records/snapshot.ts',
        replace: { 'or (${isLeft} and not': 'or (false and not' },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 22: whom an export lacks alone, since the others are back, is asked about no more, though a person said no',
          ],
        },
      },
      {
        id: 'brake-frozen-forgotten',
        breaks: 'goes on to revoke what was asked back by mistake of who stays as they are',
        file: 'src/plan/settle-claims.ts',
        replace: {
          '          released &&\n          frozen':
            '          false &&\n          released &&\n          frozen',
        },
        red: {
          'test/integration/engine/vanished-records.test.ts': [
            'rule 12: who has no address any more, vanished and is shown again keeps the access as it is',
          ],
        },
      },
      {
        id: 'brake-approval',
        breaks: 'approves every revoke of the connection instead of those that were named',
        file: 'src/database/ledger/brake-requests.ts',
        replace: {
          '    where id = any(${ids}::uuid[])`':
            '    where connection_id in (select connection_id from portal_resource where id = any(${ids}::uuid[]))`',
        },
        red: {
          'test/integration/engine/brake.test.ts': [
            'rule 22: approval holds for exactly those that it named',
          ],
        },
      },
    ],
  },
];
