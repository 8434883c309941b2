import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../response.ts';
import { byRules, errorCodes, type ResponseRule } from './response-rules.ts';

const answer = (status: number, body: unknown = undefined, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: new Headers(headers),
  body,
});
const of = (rules: ResponseRule[], response: HttpResponse) => byRules(rules, 'shop', response);

describe('a rule', () => {
  it('fits only when all of its conditions do', () => {
    const rules: ResponseRule[] = [
      { status: 403, body: { at: '0.errorCode', is: 'REQUEST_LIMIT_EXCEEDED' }, action: 'rate_limited' },
    ];
    expect(of(rules, answer(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]))).toMatchObject({ action: 'rate_limited' });
    expect(of(rules, answer(403, [{ errorCode: 'OTHER' }]))).toBeUndefined();
    expect(of(rules, answer(403, 'REQUEST_LIMIT_EXCEEDED'))).toBeUndefined();
    expect(of(rules, answer(400, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]))).toBeUndefined();
    expect(of(rules, answer(403, null))).toBeUndefined();
  });

  it('knows the words of the vendor, wherever its errors have them', () => {
    const rules: ResponseRule[] = [{ status: 400, words: /took too long/i, action: 'fail', error: 'RK_TOO_LARGE' }];
    const said = { errors: [{ detail: 'The request took too long.' }] };
    expect(of(rules, answer(400, said))).toMatchObject({ error: { code: 'RK_TOO_LARGE' } });
    expect(of(rules, answer(400, { message: 'No such metric.' }))).toBeUndefined();
    expect(of(rules, answer(400))).toBeUndefined();
    expect(of(rules, answer(200, { data: said }))).toBeUndefined();
  });

  it('is not found in what objects inherit', () => {
    expect(
      of([{ body: { at: 'constructor.name', is: 'Object' }, action: 'success' }], answer(200, {})),
    ).toBeUndefined();
  });

  it('comes before those after it', () => {
    const rules: ResponseRule[] = [
      { status: [404, 410], action: 'ignore', answer: [] },
      {
        status: '4xx',
        action: 'fail',
        error: 'RK_INVALID_REQUEST',
        reason: 'shop did not like it.',
        hint: 'Ask less.',
      },
      { header: { name: 'x-state', is: /lost/i }, action: 'reset_pagination', reason: 'the cursor is gone' },
    ];
    expect(of(rules, answer(410))).toEqual({ action: 'ignore', body: [] });
    expect(of(rules, answer(422))).toMatchObject({
      error: { code: 'RK_INVALID_REQUEST', message: 'shop did not like it.', fix: 'Ask less.' },
    });
    expect(of(rules, answer(200, {}, { 'x-state': 'Lost' }))).toEqual({
      action: 'reset_pagination',
      reason: 'the cursor is gone',
    });
  });
});

describe('the codes of a vendor', () => {
  const rules = errorCodes('0.errorCode', {
    rate_limited: 'REQUEST_LIMIT_EXCEEDED',
    RK_NOT_FOUND: ['ENTITY_IS_DELETED', 'NOT_FOUND'],
    RK_CONFLICT: /LOCK/,
  });

  it('mean what is said of them, in the words of the vendor', () => {
    expect(of(rules, answer(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]))).toMatchObject({ action: 'rate_limited' });
    expect(of(rules, answer(400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' }]))).toMatchObject({
      error: { code: 'RK_CONFLICT', message: 'UNABLE_TO_LOCK_ROW: busy' },
    });
    expect(of(rules, answer(404, [{ errorCode: 'ENTITY_IS_DELETED' }]))).toMatchObject({
      error: { code: 'RK_NOT_FOUND', fix: 'Check the id or name.' },
    });
  });

  it('mean nothing where nothing is said', () => {
    expect(of(rules, answer(400, [{ errorCode: 'OTHER' }]))).toBeUndefined();
    expect(of(rules, answer(500, 'LOCK'))).toBeUndefined();
  });
});
