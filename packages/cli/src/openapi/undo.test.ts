import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkUnchanged, undoOf, writtenOf } from '../../templates/openapi/src/undo.ts';
import { description, imported, ok, run } from './imported.fixture.ts';

const schema = z.object({
  id: z.string(),
  title: z.string().optional(),
  box: z.strictObject({ side: z.number() }).optional(),
  price_2: z.number().optional(),
});
const fields = { title: 'title', box: 'box', price_2: 'price' };
const input = { id: '7', title: 'New' };

describe('the values from before', () => {
  it.each<[string, object, unknown, boolean, object]>([
    [
      'are kept by their arguments',
      { ...input, price_2: 5 },
      { title: 'Old', price: 4, more: 1 },
      false,
      { undo: { input: { id: '7', title: 'Old', price_2: 4 } } },
    ],
    [
      'of a whole are all of them',
      input,
      { title: 'Old', price: 4, box: null },
      true,
      { undo: { input: { id: '7', title: 'Old', price_2: 4 } } },
    ],
    [
      'lose what no call may have',
      { id: '7', box: { side: 2 } },
      { box: { side: 1, id: 'b1' } },
      false,
      { undo: { input: { id: '7', box: { side: 1 } } } },
    ],
    ['that the API does not tell cannot be set back', input, { price: 4 }, false, {}],
    ['in another form cannot be set back', input, { title: { text: 'Old' } }, false, {}],
    ['that are null and may not be cannot be set back', input, { title: null }, false, {}],
    ['of no object cannot be set back', input, 'text', false, {}],
  ])('%s', (_, given, current, whole, expected) => {
    expect(undoOf({ schema, input: { ...given }, current, fields, whole })).toEqual(expected);
  });
});

describe('an undo', () => {
  const after = { title: 'New', tags: ['a'], box: { side: 1 } };
  const check =
    (current: unknown, undo = {}) =>
    () =>
      checkUnchanged(current, { before: null, after, undo });

  it.each([
    [{ title: 'Newer', tags: ['a'], box: { side: 1 } }, 'title'],
    [{ title: 'New', tags: ['a', 'b'], box: { side: 2 } }, 'tags, box'],
    [{ title: 'New' }, 'tags, box'],
    [null, 'title, tags, box'],
  ])('of %j is refused', (current, names) => {
    expect(check(current)).toThrow(`It was changed after it was written (${names}); nothing was undone.`);
  });

  it('goes on where the API tells more than was written, or wrote it otherwise', () => {
    expect(check({ title: 'New', tags: ['a'], box: { side: '1', id: 'b1' }, at: 1 })).not.toThrow();
    const { undo } = writtenOf({ title: 'NEW', tags: [], box: null }, after);
    expect(undo).toEqual({ written: { title: 'NEW', tags: [], box: null } });
    expect(check({ title: 'NEW', tags: [], box: null }, undo)).not.toThrow();
    expect(check({ title: 'New', tags: ['a'], box: { side: 1 } }, undo)).toThrow('title, tags, box');
  });

  it('takes what was written from the call where the answer does not tell all of it', () => {
    expect(writtenOf({ title: 'New' }, after)).toEqual({});
  });
});

const PARCEL = {
  type: 'object',
  properties: {
    id: { type: 'integer', format: 'int64', readOnly: true },
    title: { type: 'string' },
    owner: { type: 'integer', format: 'int64' },
    note: { type: 'string' },
  },
};
const at = { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] };
const write = {
  ...at,
  requestBody: { required: true, content: { 'application/json': { schema: PARCEL } } },
  responses: ok(PARCEL),
};

it('of an imported connector sets back what an update changed', { timeout: 60_000 }, async () => {
  const { dir, files } = await imported(
    description({
      'get /parcels/{id}': { operationId: 'getParcel', ...at, responses: ok(PARCEL) },
      'patch /parcels/{id}': { operationId: 'updateParcel', ...write },
      'put /parcels/{id}': { operationId: 'replaceParcel', ...write },
      'get /boxes/{id}': {
        operationId: 'getBox',
        ...at,
        responses: ok({ type: 'object', properties: { data: PARCEL } }),
      },
      'patch /boxes/{id}': { operationId: 'updateBox', ...write },
      'patch /labels/{id}': { operationId: 'updateLabel', ...write },
    }),
  );
  const seen = await run(
    dir,
    `import { createServer } from 'node:http';
     import { connectSandbox } from '@rolekit/sdk/testing';
     import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
     import connector from './src/index.ts';
     let parcel = '{"id":1,"title":"Old","owner":7205759403792793603,"note":"n"}';
     const seen = [];
     const server = createServer(async (request, response) => {
       let body = '';
       for await (const chunk of request) body += chunk;
       if (request.method !== 'GET') { seen.push(request.method + ' ' + request.url + ' ' + body); parcel = body; }
       const text = request.url.startsWith('/boxes') ? '{"data":' + parcel + '}' : parcel;
       response.writeHead(200, { 'content-type': 'application/json' }).end(text);
     });
     await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
     const baseUrl = 'http://127.0.0.1:' + server.address().port;
     const home = ${JSON.stringify(dir)};
     const host = await connectSandbox(connector, { baseUrl, values: { baseUrl } }, { approve: () => 'accept', home });
     const asked = [];
     const undo = async () => {
       const [write] = (await undoableWrites(home)).filter(({ undone }) => undone === undefined);
       const ask = async (question) => { asked.push(question); return 'accept'; };
       return undoWrite(connector, write, { home, env: {}, signal: AbortSignal.timeout(20000), ask }).then(
         () => 'undone', (error) => error.code);
     };
     const outcomes = [];
     await host.call('depot_update_parcel', { id: '1', title: 'New', owner: '9007199254740993' });
     outcomes.push(await undo());
     parcel = '{"id":1,"title":"Old","owner":7205759403792793603,"note":"n"}';
     await host.call('depot_replace_parcel', { id: '1', title: 'Whole' });
     outcomes.push(await undo());
     parcel = '{"id":1,"title":"Old","owner":7205759403792793603,"note":"n"}';
     await host.call('depot_update_box', { id: '1', title: 'New' });
     parcel = '{"title":"Newer"}';
     outcomes.push(await undo());
     await host.close();
     server.close();
     console.log(JSON.stringify({ seen, outcomes, asked }));`,
  );
  expect(seen.outcomes).toEqual(['undone', 'undone', 'RK_CONFLICT']);
  expect(seen.seen).toEqual([
    'PATCH /parcels/1 {"title":"New","owner":9007199254740993}',
    'PATCH /parcels/1 {"title":"Old","owner":7205759403792793603}',
    'PUT /parcels/1 {"title":"Whole"}',
    'PUT /parcels/1 {"title":"Old","owner":7205759403792793603,"note":"n"}',
    'PATCH /boxes/1 {"title":"New"}',
  ]);
  expect(seen.asked[0]).toContain('title: New → Old');
  expect(files.get('README.md')).toContain(
    '`rolekit undo` sets back what was written with `depot_update_parcel`, `depot_replace_parcel`, `depot_update_box`.',
  );
});
