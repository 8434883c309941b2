import { RolekitError } from '@rolekit/sdk';
import type { HttpResponse } from '@rolekit/sdk/http';
import { describe, expect, it } from 'vitest';
import { classify, classifyToken, readErrors } from './errors.ts';

function answer(status: number, body: unknown): HttpResponse {
  return { status, headers: new Headers(), body };
}

function failure(status: number, errorCode: string, message: string, fields?: string[]): RolekitError {
  const verdict = classify(answer(status, [{ errorCode, message, ...(fields ? { fields } : {}) }]));
  if (verdict?.action !== 'fail')
    throw new RolekitError('RK_INTERNAL', { what: `classify said ${verdict?.action}`, reference: 'none' });
  return verdict.error;
}

describe('the errors of Salesforce', () => {
  it('leaves a page of a proxy to the defaults', () => {
    expect(classify(answer(503, '<html>busy</html>'))).toBeUndefined();
    expect(readErrors('<html>')).toEqual([]);
  });

  it('leaves a success alone', () => {
    expect(classify(answer(204, undefined))).toBeUndefined();
  });

  it('fetches a new token for an expired session', () => {
    const verdict = classify(answer(401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]));
    expect(verdict).toEqual({ action: 'refresh_then_retry', reason: 'INVALID_SESSION_ID: Session expired or invalid' });
  });

  it('reports the daily limit, which comes as 403, with a long wait', () => {
    const verdict = classify(
      answer(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]),
    );
    expect(verdict).toEqual({ action: 'rate_limited', afterMs: 3_600_000 });
  });

  it('waits a moment for the limit on concurrent calls', () => {
    const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
    expect(classify(answer(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }]))).toEqual({
      action: 'rate_limited',
      afterMs: 5000,
    });
  });

  it('says that the rest of a 403 is a missing right', () => {
    const error = failure(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.');
    expect(error.kind).toBe('forbidden');
    expect(error.message).toContain('API_DISABLED_FOR_ORG');
  });

  it('calls a locked row a conflict', () => {
    expect(failure(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access').kind).toBe('conflict');
  });

  it('calls a missing record not found', () => {
    expect(failure(404, 'NOT_FOUND', 'The requested resource does not exist').kind).toBe('not_found');
    expect(failure(404, 'ENTITY_IS_DELETED', 'entity is deleted').kind).toBe('not_found');
  });

  it('keeps the vendor’s words for a malformed query and adds what to do', () => {
    const error = failure(
      400,
      'MALFORMED_QUERY',
      "\nSELECT * FROM Account\n       ^\nERROR at Row:1:Column:8\nunexpected token: '*'",
    );
    expect(error.kind).toBe('invalid_request');
    expect(error.message).toBe(
      "MALFORMED_QUERY: SELECT * FROM Account ^ ERROR at Row:1:Column:8 unexpected token: '*'",
    );
    expect(error.fix).toContain('FIELDS(STANDARD)');
  });

  it('names the fields of a failed validation', () => {
    const error = failure(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Discounts need a reason', ['Discount__c']);
    expect(error.message).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION: Discounts need a reason (Discount__c)');
    expect(error.data.fields).toEqual(['Discount__c']);
  });

  it('reports every error of a body at once', () => {
    const verdict = classify(
      answer(400, [
        { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
        { errorCode: 'STRING_TOO_LONG', message: 'Fax: data value too large', fields: ['Fax'] },
      ]),
    );
    const message = verdict?.action === 'fail' ? verdict.error.message : '';
    expect(message).toContain('REQUIRED_FIELD_MISSING');
    expect(message).toContain('STRING_TOO_LONG');
  });

  it('tells to start again when a continuation has expired', () => {
    expect(failure(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator').fix).toBe(
      'Repeat the call without `cursor`, from the first page.',
    );
  });

  it('repeats what failed inside of Salesforce', () => {
    expect(classify(answer(500, [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'oops' }]))).toEqual({
      action: 'retry',
      reason: 'UNKNOWN_EXCEPTION: oops',
    });
  });
});

describe('the errors of the token endpoint', () => {
  it('says that the client credentials flow needs the My Domain URL', () => {
    const verdict = classifyToken(
      answer(400, { error: 'invalid_grant', error_description: 'request not supported on this domain' }),
    );
    const error = verdict?.action === 'fail' ? verdict.error : undefined;
    expect(error?.kind).toBe('auth_expired');
    expect(error?.message).toContain('set the instance URL');
  });

  it('keeps a reason that it does not know', () => {
    const verdict = classifyToken(answer(400, { error: 'invalid_grant', error_description: 'ip restricted' }));
    expect(verdict?.action === 'fail' && verdict.error.message).toContain('invalid_grant: ip restricted');
  });
});
