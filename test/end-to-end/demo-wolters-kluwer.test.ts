import { expect } from 'chai';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { findSumErrors } from '../../src/demo/check-practice.ts';
import { runKoppel } from '../support/koppel-process.ts';

const count = z.number().int().min(0);
const counts = z.record(z.string(), count);
const state = z.strictObject({
  ...{ 'in-sync': count, due: count, waiting: count, held: count, excluded: count, failed: count },
});
const counted = z.strictObject({ total: count, byState: state, byReason: counts });
const facts = z.record(z.string(), z.unknown());
const reportSchema = z.strictObject({
  steps: z.array(z.strictObject({ step: z.string(), sandbox: facts, koppel: facts })),
  clients: counted,
  contacts: counted,
  mails: counts,
  requests: counts,
});

describe('koppel demo --portal wolters-kluwer --once --json', function () {
  this.timeout(300_000);
  let stdout: string;
  let stderr: string;
  let report: z.infer<typeof reportSchema>;
  const stepOf = (name: string) => report.steps.find(({ step }) => step === name);

  before('runs the demo', async () => {
    const env = { TMPDIR: tmpdir() };
    const ended = await runKoppel(['demo', '--portal', 'wolters-kluwer', '--once', '--json'], { env });
    expect(ended.code, ended.stderr).to.equal(0);
    ({ stdout, stderr } = ended);
    report = reportSchema.parse(ended.json());
  });

  it('prints one line, and tells every step with what the sandbox and Koppel say', () => {
    expect(stdout.trimEnd().split('\n')).to.have.length(1);
    expect(stderr.match(/^ *\d+\. /gm)).to.have.length(report.steps.length);
    expect(stderr.match(/^ {4}Sandbox: /gm)).to.have.length(report.steps.length);
    expect(stderr.match(/^ {4}Koppel: /gm)).to.have.length(report.steps.length);
  });

  it('asks all administrators of what is known, and never to join what it added itself', () => {
    expect(stepOf('organisations-reached')?.sandbox).to.deep.equal({
      ...{ pending: 6, requestMails: 12, administering: 3, askedToJoinOwn: 0 },
    });
  });

  it('shows both lists with the reason for their difference, in Koppel as in the sandbox', () => {
    const missing = ['Drukkerij Willems BV'];
    expect(stepOf('lists-differ')?.sandbox).to.deep.equal({ members: 8, missing });
    expect(stepOf('lists-differ')?.koppel).to.deep.equal({ members: 8, missing, explained: 1 });
    expect(stepOf('ticked')?.sandbox).to.deep.equal({ memberOf: 8, mayManageCasesFor: 8 });
  });

  it('hands over what it added once the contact has accepted', () => {
    expect(stepOf('contacts-invited')?.sandbox).to.deep.equal({ open: 3, asAdministrator: 3, mails: 3 });
    expect(stepOf('handed-over')?.sandbox).to.deep.equal({ administeredByClient: 3, officeIsMember: 3 });
  });

  it('takes the application access away first, then the membership, when a link is cut', () => {
    expect(stepOf('unlinked')?.sandbox).to.include({ office: 'none', administrator: 'administrator' });
    expect(stepOf('unlinked')?.sandbox['removed']).to.deep.equal(['applications', 'members']);
  });

  it('mails once for each occasion, and counts everybody in exactly one state', () => {
    expect(report.mails).to.deep.equal({
      ...{ 'confirm-account': 4, 'join-request': 12, 'join-approved': 5, invitation: 3 },
    });
    expect(stepOf('totals')?.sandbox).to.include({ mailedTwice: 0 });
    expect(report.clients.byReason).to.deep.equal({
      ...{ IN_SYNC: 7, MEMBERSHIP_DECLINED: 1, LINK_OFF: 1, WK_NUMBER_MISSING: 1 },
    });
    expect(findSumErrors('clients', report.clients)).to.deep.equal([]);
    expect(findSumErrors('contacts', report.contacts)).to.deep.equal([]);
  });
});
