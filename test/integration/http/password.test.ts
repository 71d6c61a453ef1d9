import { expect } from 'chai';
import {
  decoyHash,
  hashPassword,
  isPasswordHash,
  verifyPassword,
} from '../../../src/http/sign-in/password.ts';
import { fitsPassword, usersSchema } from '../../../src/http/sign-in/users.ts';
import { CHEAP, PASSWORD, USERS } from './test-server.ts';

describe('Passwords', () => {
  it('are recognised by their hash, however their accents were typed', async () => {
    const hash = await hashPassword('caf\u00e9', CHEAP);
    expect(await verifyPassword('cafe\u0301', hash)).to.equal(true);
    expect(await verifyPassword('cafe', hash)).to.equal(false);
  });

  it('have another hash each time', async () => {
    expect(await hashPassword('same', CHEAP)).not.to.equal(await hashPassword('same', CHEAP));
  });

  it('fit no hash that is damaged, too cheap to be one or too dear to compute', async () => {
    const salt = Buffer.alloc(16).toString('base64');
    const key = Buffer.alloc(32).toString('base64');
    for (const hash of [
      '',
      'scrypt',
      `scrypt$1000$8$1$${salt}$${key}`,
      `scrypt$67108864$8$1$${salt}$${key}`,
    ]) {
      expect(isPasswordHash(hash), hash).to.equal(false);
      expect(await verifyPassword('x', hash)).to.equal(false);
    }
  });

  it('cost an unknown name the same work as a known one', async () => {
    const like = USERS[0]!.passwordHash;
    expect(decoyHash(like).split('$').slice(0, 4)).to.deep.equal(like.split('$').slice(0, 4));
    expect(await fitsPassword(null, PASSWORD, USERS)).to.equal(false);
  });

  it('stand in the configuration as hashes only, one name once', () => {
    expect(usersSchema.safeParse(USERS).success).to.equal(true);
    expect(usersSchema.safeParse([...USERS, USERS[0]]).success).to.equal(false);
    const plain = [{ name: 'olga', role: 'operator', passwordHash: PASSWORD }];
    expect(usersSchema.safeParse(plain).success).to.equal(false);
  });
});
