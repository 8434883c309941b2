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
    const own = { Elements: [{ Message: 'It took too long.' }] };
    expect(of(rules, answer(400, own))).toBeUndefined();
    const places = { words: 'Elements.*.Message' };
    expect(byRules(rules, 'shop', answer(400, own), places)).toMatchObject({ error: { code: 'RK_TOO_LARGE' } });
  });

  it('knows a member that is null from one that is not there', () => {
    const rules: ResponseRule[] = [{ status: 200, body: { at: 'data.order', is: null }, action: 'ignore' }];
    expect(of(rules, answer(200, { data: { order: null } }))).toEqual({ action: 'ignore', body: undefined });
    expect(of(rules, answer(200, { data: {} }))).toBeUndefined();
    expect(of(rules, answer(200, { data: { order: { id: 1 } } }))).toBeUndefined();
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

describe('the error of a rule', () => {
  const failing = (rule: Partial<ResponseRule>): ResponseRule[] => [{ ...rule, action: 'fail' }];
  const body = [{ errorCode: 'LOCKED', message: 'costs $& more', fields: ['Fax'] }];

  it('says in its own reason what the vendor says', () => {
    const rules = failing({ error: 'RK_CONFLICT', reason: 'Another change locks it ({words}).' });
    expect(byRules(rules, 'shop', answer(400, body), { code: '*.errorCode' })).toMatchObject({
      error: { message: 'Another change locks it (LOCKED: costs $& more).' },
    });
    expect(of(rules, answer(400))).toMatchObject({ error: { message: 'Another change locks it (HTTP 400).' } });
  });

  it('has what the vendor says in its data, and the fields that it is about', () => {
    const rules = failing({ error: 'RK_INVALID_REQUEST' });
    expect(byRules(rules, 'shop', answer(400, body), { code: '*.errorCode', fields: '*.fields' })).toMatchObject({
      error: {
        message: 'LOCKED: costs $& more (Fax)',
        data: { vendorCode: 'LOCKED', vendorMessage: 'costs $& more', fields: ['Fax'] },
      },
    });
  });

  it('has values of the rule', () => {
    expect(of(failing({ error: 'RK_TIMEOUT', data: { seconds: 120 } }), answer(400, body))).toMatchObject({
      error: { message: 'shop did not answer within 120 s.' },
    });
    expect(of(failing({ error: 'RK_TIMEOUT' }), answer(400, body))).toMatchObject({
      error: { message: 'shop did not answer within ? s.' },
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
      error: {
        code: 'RK_NOT_FOUND',
        message: 'What was asked for (ENTITY_IS_DELETED) does not exist.',
        fix: 'Check the id or name.',
      },
    });
  });

  it('may stand with what to do about each', () => {
    const withHints = errorCodes('0.errorCode', {
      RK_INVALID_REQUEST: { MALFORMED_ID: 'Give 18 characters.', STRING_TOO_LONG: 'Shorten the text.' },
    });
    expect(of(withHints, answer(400, [{ errorCode: 'STRING_TOO_LONG', message: 'Fax' }]))).toMatchObject({
      error: { code: 'RK_INVALID_REQUEST', message: 'STRING_TOO_LONG: Fax', fix: 'Shorten the text.' },
    });
    expect(of(withHints, answer(400, [{ errorCode: 'OTHER' }]))).toBeUndefined();
  });

  it('that are numbers in the body are met by the keys that stand with what to do', () => {
    const numbered = errorCodes('code', { RK_INVALID_REQUEST: { 21211: 'Give a number in E.164.', '007': 'Odd.' } });
    expect(of(numbered, answer(400, { code: 21211, message: 'not valid' }))).toMatchObject({
      error: { code: 'RK_INVALID_REQUEST', fix: 'Give a number in E.164.' },
    });
    expect(of(numbered, answer(400, { code: '21211' }))).toMatchObject({ error: { fix: 'Give a number in E.164.' } });
    expect(of(numbered, answer(400, { code: 7 }))).toBeUndefined();
  });

  it('say what to do also of errors that usually need something else', () => {
    const hints = errorCodes('code', {
      RK_CONFLICT: { 30409: 'Cancel it first.' },
      RK_FORBIDDEN: { 21610: 'Ask the recipient to text START.' },
    });
    expect(of(hints, answer(400, { code: 30409 }))).toMatchObject({
      error: { code: 'RK_CONFLICT', fix: 'Cancel it first.' },
    });
    expect(of(hints, answer(400, { code: 21610 }))).toMatchObject({
      error: { fix: 'Ask the recipient to text START.' },
    });
  });

  it('are kept in the data of the error, with the words of the vendor', () => {
    expect(of(rules, answer(400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' }]))).toMatchObject({
      error: { data: { vendorCode: 'UNABLE_TO_LOCK_ROW', vendorMessage: 'busy' } },
    });
  });

  it('mean nothing where nothing is said', () => {
    expect(of(rules, answer(400, [{ errorCode: 'OTHER' }]))).toBeUndefined();
    expect(of(rules, answer(500, 'LOCK'))).toBeUndefined();
  });
});
