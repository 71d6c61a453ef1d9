// Mocha's hooks around the whole run (`require` in .mocharc.json): servers are started by the first test that needs
// them, and stopped here.
import { releaseAll } from './released-at-end.ts';

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await releaseAll();
  },
};
