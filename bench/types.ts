/** Seconds that TypeScript needs for a connector of 200 tools, with its own declarations. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './built.ts';
import { median } from './median.ts';
import { connector } from './role.ts';

const ROUNDS = 3;
const root = join(import.meta.dirname, '..');
const folder = join(root, 'node_modules', '.cache', 'bench-types');
const objects = Array.from({ length: 50 }, (_, index) => `things${index}`);

mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      module: 'nodenext',
      target: 'es2023',
    },
    files: ['large.ts'],
  }),
);

function check(short: boolean): number {
  writeFileSync(join(folder, 'large.ts'), connector('large', ['list', 'search', 'count', 'summarize'], objects, short));
  const began = performance.now();
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout.slice(0, 2000));
  return (performance.now() - began) / 1000;
}

const forms = { 'with defineTool': false, 'by its connection': true };
console.log();
for (const [name, short] of Object.entries(forms)) {
  const seconds = median(Array.from({ length: ROUNDS }, () => check(short)));
  console.log(
    `a connector of 200 tools, defined ${name}, type-checks in ${seconds.toFixed(2)} s (median of ${ROUNDS})`,
  );
}
