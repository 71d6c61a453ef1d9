// The workflow that GitHub runs on every change, which cannot run here: held against the form that GitHub documents
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax [doc]) and against this package.
import { expect } from 'chai';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const step = z.union([
  z.strictObject({
    uses: z.string().regex(/^[\w-]+\/[\w-]+@v\d+$/),
    with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
  z.strictObject({ run: z.string() }),
]);
const schema = z.strictObject({
  name: z.string(),
  on: z.strictObject({ push: z.strictObject({ branches: z.array(z.string()) }), pull_request: z.null() }),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  jobs: z.strictObject({
    check: z.strictObject({
      name: z.string(),
      'runs-on': z.string().regex(/^ubuntu-\d\d\.\d\d$/),
      'timeout-minutes': z.number().int().positive(),
      strategy: z.strictObject({
        'fail-fast': z.boolean(),
        matrix: z.strictObject({ node: z.array(z.number().int()) }),
      }),
      steps: z.array(step),
    }),
  }),
});

describe('The workflow of every change', () => {
  const { check } = schema.parse(
    parse(text('.github/workflows/check.yml'), { uniqueKeys: true, strict: true }),
  ).jobs;

  it('runs what anybody can run, and nothing else', () => {
    const commands = check.steps.flatMap((one) => ('run' in one ? [one.run] : []));
    expect(commands).to.deep.equal(['bash .ci/run']);
    expect(statSync(join(ROOT, '.ci/run')).isFile()).to.equal(true);
  });

  it('runs it on each Node.js that is supported, from the oldest on', () => {
    const { node } = check.strategy.matrix;
    expect(node).to.deep.equal([20, 22, 24]);
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(text('package.json')));
    expect(engines.node).to.match(new RegExp(`^>=${Math.min(...node)}\\.`));
    const setup = check.steps.find((one) => 'uses' in one && one.uses.startsWith('actions/setup-node@'));
    expect(setup).to.have.nested.property('with.node-version', '${{ matrix.node }}');
  });
});

describe('.ci/run', () => {
  const script = text('.ci/run');

  it('installs nothing into the system', () => {
    expect(script).not.to.match(/apt|sudo|npm (i|install) -g/);
  });

  it('runs the commands that a newcomer reads of', () => {
    for (const command of ['npm ci', 'npm run check', 'npm test', 'npm run test:stories']) {
      expect(script).to.include(command);
    }
  });
});
