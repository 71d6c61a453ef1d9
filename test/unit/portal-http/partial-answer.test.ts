// Answers that look good and are not the whole: errors in status 200, and lists that were cut short.
import { expect } from 'chai';
import { KoppelError } from '../../../src/errors.ts';
import { judgeAnswer } from '../../../src/portal-http/judge-answer.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const answer = (body: unknown, told: { status?: number; link?: string; totalCount?: string } = {}) => ({
  ...{
    status: 200,
    contentType: 'application/json',
    retryAfter: null,
    link: null,
    totalCount: null,
    headers: {},
  },
  ...{ text: JSON.stringify(body), ...told },
});
const judged = (method: 'GET' | 'POST', given: ReturnType<typeof answer>, more = {}): string => {
  try {
    judgeAnswer({ method, ...more }, given, NOW);
    return 'fine';
  } catch (error) {
    return error instanceof KoppelError ? `${error.name} ${error.code}` : 'a bug';
  }
};

describe('an answer with status 200', () => {
  for (const body of [
    { errors: [{ message: 'no' }] },
    { Errors: ['no'] },
    { error: 'no' },
    { error: { code: 7 } },
    { errorMessage: 'no' },
    { error_message: 'no' },
    { success: false },
    { IsSuccess: false, data: {} },
    { success: 'False' },
    { hasErrors: true },
    [{ id: 1 }, { id: 2, errors: ['no'] }],
  ]) {
    it(`and ${JSON.stringify(body)} is not done`, () => {
      expect(judged('POST', answer(body))).to.equal('UnclearRefusalError PORTAL_TOLD_ERRORS');
      expect(judged('GET', answer(body))).to.equal('TransientError PORTAL_TOLD_ERRORS');
      expect(judged('POST', answer(body), { readsErrors: true }), 'GraphQL').to.equal('fine');
    });
  }

  for (const body of [
    null,
    {},
    [],
    { errors: [] },
    { error: null, errors: {} },
    { Error: '', success: true },
    { hasErrors: 'false', isError: false },
  ]) {
    it(`and ${JSON.stringify(body)} is done`, () => {
      expect(judged('POST', answer(body))).to.equal('fine');
    });
  }

  for (const [text, contentType, is] of [
    ['User not found', 'text/plain', 'UnclearRefusalError PORTAL_TOLD_ERRORS'],
    ['Error: anna@example.nl exists', 'text/plain; charset=utf-8', 'UnclearRefusalError PORTAL_TOLD_ERRORS'],
    ['"Toevoegen mislukt"', 'application/json', 'UnclearRefusalError PORTAL_TOLD_ERRORS'],
    ['OK', 'text/plain', 'fine'],
    ['User added', 'text/plain', 'fine'],
    ['"done"', 'application/json', 'fine'],
  ] as const) {
    it(`and the words ${text} are ${is}`, () => {
      expect(judged('POST', { ...answer(null), text, contentType })).to.equal(is);
    });
  }

  const ROWS = [{ id: 1 }];
  for (const told of [
    { link: '<https://portal.example.nl/rows?page=2>; rel="next"' },
    { link: '</rows?page=1>; rel=first, </rows?page=2>; rel=next' },
    { totalCount: '2' },
    { status: 206 },
  ]) {
    it(`and a list with ${JSON.stringify(told)} is not read as the whole`, () => {
      expect(judged('GET', answer(ROWS, told))).to.equal('TransientError PORTAL_LIST_INCOMPLETE');
      expect(judged('GET', answer(ROWS, told), { isPage: true }), 'a page').to.equal('fine');
    });
  }

  it('and a list that says nothing of more rows is the whole', () => {
    expect(judged('GET', answer(ROWS, { totalCount: '1', link: '</rows?page=1>; rel="first"' }))).to.equal(
      'fine',
    );
  });
});
