import { expect, it } from 'vitest';
import { wordsOf } from './words-of.ts';

it.each([
  ['RFC 9457', { type: 'about:blank', title: 'Out of credit', detail: 'Your balance is 30.' }, 'Your balance is 30.'],
  ['RFC 9457 without details', { title: 'Out of credit', status: 403 }, 'Out of credit'],
  ['RFC 6749', { error: 'invalid_grant', error_description: 'The code expired.' }, 'The code expired.'],
  ['RFC 6749 without a description', { error: 'invalid_grant' }, 'invalid_grant'],
  [
    'JSON:API',
    { errors: [{ status: '422', title: 'Invalid', detail: 'First name is short.' }] },
    'First name is short.',
  ],
  ['Google', { error: { code: 404, message: 'Not found.', status: 'NOT_FOUND' } }, 'Not found.'],
  ['Salesforce', [{ errorCode: 'NOT_FOUND', message: 'No such row.' }], 'No such row.'],
  ['GraphQL', { errors: [{ message: 'Field is unknown.' }], data: null }, 'Field is unknown.'],
  ['a message', { message: 'No.' }, 'No.'],
])('finds the words of %s', (_, body, words) => {
  expect(wordsOf(body)).toBe(words);
});

it.each([
  ['a page', '<html>'],
  ['nothing', undefined],
  ['no text', { message: 3, error: {} }],
  ['blanks', { message: ' ' }],
])('finds none in %s', (_, body) => {
  expect(wordsOf(body)).toBeUndefined();
});
