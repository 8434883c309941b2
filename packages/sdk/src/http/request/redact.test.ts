import { describe, expect, it } from 'vitest';
import { RolekitError } from '../../errors.ts';
import { maskError, maskSecrets, redactUrl } from './redact.ts';

describe('what is shown', () => {
  it('never holds a secret, however it is written', () => {
    expect(maskSecrets('a=p%2Fss+word b=p/ss+word c=p%2Fss%2Bword', ['p/ss+word'])).toBe('a=p%2Fss+word b=••• c=•••');
    expect(maskSecrets('tokentoken-long', ['token', 'token-long'])).toBe('••••••');
  });

  it('is not taken apart by a very short secret', () => {
    expect(maskSecrets('a banana', ['a', 'an', ''])).toBe('a banana');
  });

  it('has the names of a query and only allowed values', () => {
    expect(redactUrl(new URL('https://x.example/a?limit=5&key=s3cret&q=Jane%20Doe'), ['limit'])).toBe(
      'https://x.example/a?limit=5&key=•••&q=•••',
    );
  });

  it('of an error is masked in its message, fix and data', () => {
    const error = new RolekitError('RK_INVALID_REQUEST', {
      reason: 'key s3cret is wrong',
      hint: 'not s3cret',
      fields: ['s3cret'],
    });
    const masked = maskError(error, ['s3cret']);
    expect(`${masked.message} ${masked.fix} ${JSON.stringify(masked)}`).not.toContain('s3cret');
    expect(maskError(error, ['other'])).toBe(error);
  });
});
