/** Seconds that TypeScript needs for a connector of 200 operations, imported from a description. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importOpenApi } from '../packages/openapi/src/import.ts';

import './built.ts';
import { median } from './median.ts';

const ROUNDS = 3;
const OBJECTS = 50;
const root = join(import.meta.dirname, '..');
const folder = join(root, 'node_modules', '.cache', 'bench-imported');

rmSync(folder, { recursive: true, force: true });
write('description.json', JSON.stringify(description()));
const all = { tags: [], paths: [], operations: [] };
const target = { name: 'large', title: 'Large' };
const { files, report } = await importOpenApi(join(folder, 'description.json'), target, all);
for (const [path, text] of files) write(path, text);
write('plugin.json', JSON.stringify({ name: 'large', version: '0.1.0', description: report.tools.length.toString() }));
write('package.json', JSON.stringify({ type: 'module' }));
const types = { types: ['node'], module: 'nodenext', target: 'es2023', resolveJsonModule: true };
const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, ...types };
write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
cpSync(join(root, 'packages/openapi/node_modules/zod'), join(folder, 'node_modules/zod'), {
  recursive: true,
  dereference: true,
});

const seconds = median(Array.from({ length: ROUNDS }, check));
const lines = [...files]
  .filter(([path]) => path.startsWith('src/') && path !== 'src/types.ts')
  .reduce((sum, [, text]) => sum + text.split('\n').filter((line) => !/^\s*(?:$|\/\/|\/\*|\*)/.test(line)).length, 0);
console.log();
console.log(
  `a connector of ${report.tools.length} imported operations has ${lines} lines and type-checks in ${seconds.toFixed(2)} s (median of ${ROUNDS})`,
);

function check(): number {
  const began = performance.now();
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout.slice(0, 2000));
  return (performance.now() - began) / 1000;
}

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Lists, reads, creates and changes things of 50 kinds. */
function description(): object {
  const string = { type: 'string' };
  const ok = (schema: object) => ({ 200: { description: 'It.', content: { 'application/json': { schema } } } });
  const kinds = Array.from({ length: OBJECTS }, (_, index) => {
    const properties = { id: { ...string, readOnly: true }, name: string, stage: string, [`field${index}`]: string };
    const schema = { type: 'object', required: ['id', 'name'], properties };
    const requestBody = { required: true, content: { 'application/json': { schema: { type: 'object', properties } } } };
    const page = { type: 'object', properties: { items: { type: 'array', items: schema }, next_cursor: string } };
    const cursor = { name: 'cursor', in: 'query', schema: string };
    const id = { name: 'id', in: 'path', required: true, schema: string };
    const tags = [`group ${index % 10}`];
    return [
      [
        `/thing${index}s`,
        {
          get: { tags, parameters: [cursor], responses: ok(page) },
          post: { tags, requestBody, responses: ok(schema) },
        },
      ],
      [
        `/thing${index}s/{id}`,
        { parameters: [id], get: { tags, responses: ok(schema) }, patch: { tags, requestBody, responses: ok(schema) } },
      ],
    ];
  });
  const servers = [{ url: 'https://large.example.com' }];
  return { openapi: '3.1.0', info: { title: 'Large', version: '1' }, servers, paths: Object.fromEntries(kinds.flat()) };
}
