import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { REVOKES_AFTER, STATES_AFTER } from '../../../src/plan/resource-states.ts';

const DRAWING = new URL('../../../docs/resource-states.md', import.meta.url);

function arrows(after: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(after).flatMap(([from, states]) => states.map((to) => `${from} --> ${to}`));
}

describe('the states of a resource', () => {
  it('are drawn as they are', async () => {
    const lines = (await readFile(DRAWING, 'utf8')).split('\n').map((line) => line.trim());
    const drawn = lines.filter((line) => /^\w+ --> /.test(line));
    expect(drawn).to.have.members([...arrows(STATES_AFTER), ...arrows(REVOKES_AFTER)]);
  });
});
