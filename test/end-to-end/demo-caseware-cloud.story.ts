import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { findSumErrors } from '../../demo/check-practice.ts';
import { runKoppel } from '../support/koppel-process.ts';

const count = z.number().int().min(0);
const state = z.strictObject({
  'in-sync': count,
  due: count,
  waiting: count,
  held: count,
  excluded: count,
  failed: count,
});
const counted = z.strictObject({ total: count, byState: state, byReason: z.record(z.string(), count) });
const reportSchema = z.strictObject({
  clients: counted,
  contacts: counted,
  portal: z.strictObject({
    entities: count,
    people: count,
    accesses: count,
    mails: count,
    requests: z.record(z.string(), count),
  }),
  events: z.array(z.strictObject({ type: z.string(), verifiedAfterMs: count })),
  secondSweepRequests: count,
});

describe('koppel demo --once --json', function () {
  this.timeout(180_000);
  let stdout: string;
  let report: z.infer<typeof reportSchema>;
  const demos = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('koppel-demo-'));
  let earlier: readonly string[];

  before('runs the demo', async () => {
    earlier = await demos();
    const env = { TMPDIR: tmpdir() };
    const ended = await runKoppel(['demo', '--once', '--json'], { env });
    expect(ended.code, ended.stderr).to.equal(0);
    ({ stdout } = ended);
    report = reportSchema.parse(ended.json());
  });

  it('prints one line and ends well', () => {
    expect(stdout.trimEnd().split('\n')).to.have.length(1);
  });

  it('counts every client and contact in exactly one state, with a reason', () => {
    expect(report.clients.total).to.equal(501);
    expect(report.contacts.total).to.equal(1301);
    expect(findSumErrors('clients', report.clients)).to.deep.equal([]);
    expect(findSumErrors('contacts', report.contacts)).to.deep.equal([]);
  });

  it('leaves nothing undone', () => {
    for (const { byState } of [report.clients, report.contacts])
      expect(byState).to.include({ due: 0, waiting: 0 });
  });

  it('has one access in the portal for every contact in sync', () => {
    expect(report.portal.accesses).to.equal(report.contacts.byState['in-sync']);
  });

  it('has one entity in the portal for every client in sync, and for the one that turned suspect', () => {
    expect(report.portal.entities).to.equal(report.clients.byState['in-sync'] + 1);
  });

  it('mailed every person once, for however many clients, and nobody again who got access back', () => {
    expect(report.portal.mails).to.equal(report.portal.people);
  });

  it('shows every event in the portal, half of them within two seconds', () => {
    const times = report.events.map(({ verifiedAfterMs }) => verifiedAfterMs).sort((a, b) => a - b);
    expect(times).to.have.length(7);
    expect(times[3]).to.be.below(2000);
  });

  it('costs no request when there is nothing to do', () => {
    expect(report.secondSweepRequests).to.equal(0);
  });

  it('removes what it made', async () => {
    expect(await demos()).to.deep.equal(earlier);
  });
});
