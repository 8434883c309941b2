import { description, ok } from '../test/imported.ts';

/** A finding about an OpenAPI description, and the same with its advice followed. */
export interface SpecAdvice {
  code: string;
  fix: string;
  wrong: object | string;
  followed: object | string;
  /** Files beside the description. */
  beside?: Readonly<Record<string, object>>;
}

const GET = { responses: ok({ type: 'object', properties: { id: { type: 'string' } } }) };
const RIGHT = description({ 'get /items': GET });
const answering = (schema: object, more: object = {}) => description({ 'get /items': { responses: ok(schema) } }, more);
const ITEM = { components: { schemas: { Item: { type: 'object' } } } };
const AGAIN = 'Correct the reference, or add the definition.';
const CUT = 'Correct the file, or cut it down to what you need.';
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });

export const SPEC_ADVICE: readonly SpecAdvice[] = [
  {
    code: 'openapi/version',
    fix: 'Use Swagger 2.0, or OpenAPI 3.0 to 3.2.',
    wrong: { ...RIGHT, openapi: '4.0.0' },
    followed: RIGHT,
  },
  {
    code: 'openapi/version',
    fix: 'Use Swagger 2.0, or OpenAPI 3.0 to 3.2.',
    wrong: {},
    followed: { ...RIGHT, openapi: '3.2.0' },
  },
  { code: 'openapi/empty', fix: 'Name the file that has `paths`.', wrong: description({}), followed: RIGHT },
  { code: 'openapi/syntax', fix: CUT, wrong: 'openapi: [\n', followed: RIGHT },
  { code: 'openapi/too-deep', fix: CUT, wrong: { ...RIGHT, 'x-deep': nested(500) }, followed: RIGHT },
  {
    code: 'openapi/ref',
    fix: AGAIN,
    wrong: answering({ $ref: '#/components/schemas/Itme' }, ITEM),
    followed: answering({ $ref: '#/components/schemas/Item' }, ITEM),
  },
  {
    code: 'openapi/ref',
    fix: 'Write it as #/components/schemas/Name.',
    wrong: answering({ $ref: '#Item' }, ITEM),
    followed: answering({ $ref: '#/components/schemas/Item' }, ITEM),
  },
  {
    code: 'openapi/ref',
    fix: 'Correct the name, or add the file.',
    wrong: answering({ $ref: 'item.json' }),
    followed: answering({ $ref: 'items.json' }),
    beside: { 'items.json': { type: 'object' } },
  },
  {
    code: 'openapi/ref',
    fix: 'Save the file beside this one.',
    wrong: answering({ $ref: 'https://depot.example.com/items.json' }),
    followed: answering({ $ref: 'items.json' }),
    beside: { 'items.json': { type: 'object' } },
  },
  {
    code: 'openapi/ref',
    fix: 'Copy the file beside this one.',
    wrong: answering({ $ref: '../items.json' }),
    followed: answering({ $ref: 'items.json' }),
    beside: { 'items.json': { type: 'object' } },
  },
  {
    code: 'openapi/ref',
    fix: 'Let it name a definition.',
    wrong: answering(
      { $ref: '#/components/schemas/A' },
      { components: { schemas: { A: { $ref: '#/components/schemas/A' } } } },
    ),
    followed: answering({ $ref: '#/components/schemas/Item' }, ITEM),
  },
  {
    code: 'openapi/server',
    fix: 'Import it as a connector of its own, with that server first under `servers`.',
    wrong: description({
      'get /items': GET,
      'get /files': { ...GET, servers: [{ url: 'https://files.example.com' }] },
    }),
    followed: description(
      { 'get /files': { ...GET, servers: [{ url: 'https://files.example.com' }] } },
      { servers: [{ url: 'https://files.example.com' }] },
    ),
  },
  {
    code: 'openapi/too-large',
    fix: 'Cut the file down to those that you need; --tag, --path and --operation choose among them.',
    wrong: description(Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`get /items${index}`, GET]))),
    followed: RIGHT,
  },
];
