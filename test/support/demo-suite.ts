// Runs the demo of a portal once, as its users do, before the suite that it is called in; checks what every demo tells.
import { expect } from 'chai';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { loadConnectors } from '../../connectors/registry.ts';
import { learnReasons } from '../../src/domain/reasons.ts';
import { runKoppel } from './koppel-process.ts';

const count = z.number().int().min(0);
const counts = z.record(z.string(), count);
const state = z.strictObject({
  ...{ 'in-sync': count, due: count, waiting: count, held: count, excluded: count, failed: count },
});
const counted = z.strictObject({ total: count, byState: state, byReason: counts });
const facts = z.record(z.string(), z.unknown());
const stepsSchema = z.array(z.strictObject({ step: z.string(), sandbox: facts, koppel: facts }));

/** `mails`: as the portal counts them. */
const reportSchemaWith = <Mails extends z.ZodType>(mails: Mails) =>
  z.strictObject({ steps: stepsSchema, clients: counted, contacts: counted, mails, requests: counts });

export interface DemoSuite<Mails> {
  readonly report: z.infer<ReturnType<typeof reportSchemaWith<z.ZodType<Mails>>>>;
  readonly stepOf: (name: string) => z.infer<typeof stepsSchema>[number] | undefined;
}

export const MAILS_BY_KIND = counts;
export const MAILS_IN_ALL = count;

export function useDemo<Mails>(portal: string, mails: z.ZodType<Mails>): DemoSuite<Mails> {
  let opened: { stdout: string; stderr: string; report: DemoSuite<Mails>['report'] } | undefined;
  const ended = () => {
    if (opened === undefined) throw new Error('the demo has not run yet');
    return opened;
  };

  before('runs the demo', async () => {
    for (const { reasons = {} } of await loadConnectors()) learnReasons(reasons);
    const env = { TMPDIR: tmpdir() };
    const result = await runKoppel(['demo', '--portal', portal, '--once', '--json'], { env });
    expect(result.code, result.stderr).to.equal(0);
    const { stdout, stderr } = result;
    opened = { stdout, stderr, report: reportSchemaWith(mails).parse(result.json()) };
  });

  it('prints one line, and tells every step with what the sandbox and Koppel say', () => {
    const { stdout, stderr, report } = ended();
    expect(stdout.trimEnd().split('\n')).to.have.length(1);
    for (const told of [/^ *\d+\. /gm, /^ {4}Sandbox: /gm, /^ {4}Koppel: /gm])
      expect(stderr.match(told)).to.have.length(report.steps.length);
  });

  return {
    get report() {
      return ended().report;
    },
    stepOf: (name) => ended().report.steps.find(({ step }) => step === name),
  };
}
