import type { FastifyInstance } from 'fastify';
import { NUL, unstorable } from './store/storable-text.ts';

/** With the flag `u`, a pair is one character and no surrogate. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Refuses what cannot be kept as it was sent, and what would be kept as another text: NUL, and half of a surrogate pair. */
export function checkRequestTexts(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ url }) => {
    if (url.includes('%00')) throw unstorable('The address of the request', 'U+0000');
  });
  app.addHook('preValidation', async ({ body }) => checkBody(body));
}

/** @throws RK_REQUEST_INVALID with the place */
function checkBody(body: unknown): void {
  const waiting: [place: string, value: unknown][] = [['', body]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [place, value] = next;
    if (typeof value === 'string') checkText(value, place === '' ? 'The body' : `\`${place}\` in the body`);
    if (!isPlain(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      checkText(key, 'A name in the body');
      waiting.push([place === '' ? key : `${place}.${key}`, inner]);
    }
  }
}

function checkText(text: string, what: string): void {
  if (text.includes(NUL)) throw unstorable(what, 'U+0000');
  if (LONE_SURROGATE.test(text)) throw unstorable(what, 'half of a surrogate pair');
}

/** What JSON or a form is read into; an archive is a stream. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
