import { isObject } from '../../json-value.ts';
import { readAt } from './value-at.ts';

/** A vendor's words as part of an error: on one line, and not for ever. */
export function oneLine(text: string, most = 600): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, most);
}

/** Where APIs say in words what went wrong, the usual first: RFC 9457, RFC 6749, JSON:API, Google, SOAP-like gateways. */
const PLACES = [
  'error.message',
  'message',
  'detail',
  'error_description',
  'errors.0.detail',
  'errors.0.message',
  'errors.0.title',
  '0.message',
  'error.detail',
  'error.title',
  'title',
  'fault.faultstring',
  'error',
  'errors.0',
];

/** A vendor's words on an error, where its body has them at a usual place. */
export function wordsOf(body: unknown): string | undefined {
  if (!isObject(body) && !Array.isArray(body)) return undefined;
  for (const place of PLACES) {
    const words = readAt(body, place);
    if (typeof words === 'string' && words.trim() !== '') return words;
  }
  return undefined;
}
