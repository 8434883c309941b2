import { expect, it } from 'vitest';
import { without } from '../../templates/src/undo.ts';
import { description, imported, ok, run } from '../../test/imported.ts';

it('leaves out members that the API answers and does not take', () => {
  expect(without({ title: 'Old', mine: 1, at: 5 }, ['at', 'id'])).toEqual({ title: 'Old', mine: 1 });
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

const OPEN = {
  type: 'object',
  additionalProperties: true,
  properties: { id: { type: 'integer', readOnly: true }, title: { type: 'string' } },
};
const query = (name: string, required = false) => ({ name, in: 'query', required, schema: { type: 'string' } });
const json = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });

it('sends the same parameters again, and whole bodies as they were', { timeout: 60_000 }, async () => {
  const id = at.parameters[0];
  const { dir, files, report } = await imported(
    description({
      'get /parcels/{id}': { operationId: 'getParcel', parameters: [id, query('depot', true)], responses: ok(PARCEL) },
      'patch /parcels/{id}': {
        operationId: 'updateParcel',
        parameters: [id, query('depot', true), query('notify')],
        requestBody: json(PARCEL),
        responses: ok(PARCEL),
      },
      'get /boxes/{id}': { operationId: 'getBox', ...at, responses: ok(OPEN) },
      'put /boxes/{id}': {
        operationId: 'replaceBox',
        parameters: [id, query('notify')],
        requestBody: json(OPEN),
        responses: ok(OPEN),
      },
      'get /tags/{id}': {
        operationId: 'getTags',
        ...at,
        responses: ok({ type: 'object', properties: { tags: { type: 'array', items: { type: 'string' } } } }),
      },
      'put /tags/{id}': {
        operationId: 'replaceTags',
        ...at,
        requestBody: json({ type: 'array', items: { type: 'string' } }),
        responses: ok({}),
      },
      'get /names/{id}': { operationId: 'getNames', ...at, responses: ok(OPEN) },
      'patch /names/{id}': {
        operationId: 'updateNames',
        ...at,
        requestBody: json({ type: 'array', items: { type: 'object' } }),
        responses: ok({}),
      },
    }),
  );
  const seen = await run(
    dir,
    `import { createServer } from 'node:http';
     import { connectSandbox } from '@rolekit/sdk/testing';
     import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
     import connector from './src/index.ts';
     let now = '';
     const seen = [];
     const server = createServer(async (request, response) => {
       let body = '';
       for await (const chunk of request) body += chunk;
       seen.push((request.method + ' ' + request.url + ' ' + body).trim());
       if (request.method !== 'GET') now = body;
       response.writeHead(200, { 'content-type': 'application/json' }).end(now);
     });
     await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
     const baseUrl = 'http://127.0.0.1:' + server.address().port;
     const home = ${JSON.stringify(dir)};
     const host = await connectSandbox(connector, { baseUrl, values: { baseUrl } }, { approve: () => 'accept', home });
     const outcomes = [];
     const both = async (tool, before, args) => {
       now = JSON.stringify(before);
       await host.call('depot_' + tool, args);
       const [write] = (await undoableWrites(home)).filter(({ undone }) => undone === undefined);
       outcomes.push(await undoWrite(connector, write, { home, env: {}, signal: AbortSignal.timeout(20000), ask: async () => 'accept' })
         .then(() => 'undone', (error) => error.code));
     };
     await both('update_parcel', { id: 1, title: 'Old' }, { id: '1', depot: 'd 1', notify: 'no', title: 'New' });
     await both('replace_box', { id: 1, title: 'Old', mine: 2 }, { id: '1', notify: 'no', body: { title: 'New' } });
     await host.close();
     server.close();
     console.log(JSON.stringify({ seen: seen.filter((one, index) => one !== seen[index - 1]), outcomes }));`,
  );
  expect(seen.outcomes).toEqual(['undone', 'undone']);
  expect(seen.seen).toEqual([
    'GET /parcels/1?depot=d+1',
    'PATCH /parcels/1?depot=d+1&notify=no {"title":"New"}',
    'GET /parcels/1?depot=d+1',
    'PATCH /parcels/1?depot=d+1&notify=no {"title":"Old"}',
    'GET /boxes/1',
    'PUT /boxes/1?notify=no {"title":"New"}',
    'GET /boxes/1',
    'PUT /boxes/1?notify=no {"title":"Old","mine":2}',
  ]);
  expect(report.findings.filter(({ code }) => code === 'openapi/undo').map(({ message }) => message)).toEqual([
    'No undo: the GET of its path does not tell what it changes.',
    'No undo: its body says how to change, not what to change to.',
  ]);
  expect(files.get('README.md')).toContain(
    'It cannot undo:\n\n- `depot_replace_tags`: the GET of its path does not tell what it changes.',
  );
});
