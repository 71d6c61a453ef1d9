import { expect } from 'chai';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { runKoppel } from '../support/koppel-process.ts';

const steps = z.array(z.strictObject({ step: z.string(), seconds: z.number() }));
const compared = z.strictObject({ clients: z.number(), accesses: z.number() });
const reportSchema = z.strictObject({ steps, compared });

describe('koppel demo --source exact-online --once --json', function () {
  this.timeout(300_000);

  it('ends well only where Exact Online, ledger and portal agree, and times each step', async () => {
    const env = { TMPDIR: tmpdir() };
    const result = await runKoppel(['demo', '--source', 'exact-online', '--once', '--json'], { env });
    expect(result.code, result.stderr).to.equal(0);
    const report = reportSchema.parse(result.json());
    expect(report.steps.map(({ step }) => step)).to.deep.equal([
      'everything is read and pushed',
      'a relation turns suspect',
      'a contact leaves',
      'a relation is taken out of the portal',
      'the suspect is a client again',
      'a call of Exact is lost, and made good by looking',
    ]);
    expect(report.compared).to.deep.equal({ clients: 38, accesses: 75 });
  });
});
