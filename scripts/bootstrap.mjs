// `npm start`, `npm test` and `npm run build` from a fresh clone: installs and builds what is missing, then hands over
// to the workspace's own Node. Runs on any Node from 18 on and depends on nothing.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { runTests } from './checks.mjs';
import { npx, PNPM } from './pnpm.mjs';
import { capture, found, runAttached } from './run.mjs';
import { buildHash, builtPackages, installHash, readStamp, writeStamp } from './stamp.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WINDOWS = process.platform === 'win32';
const NODE = join(ROOT, 'node_modules', 'node', 'bin', WINDOWS ? 'node.exe' : 'node');

class Refusal extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function main([command, ...args]) {
  if (!['start', 'test', 'build', 'prepare'].includes(command)) {
    throw new Refusal('Usage: node scripts/bootstrap.mjs start|test|build|prepare [arguments]', 2);
  }
  checkMachine();
  await install();
  // The workspace's Node comes first, so that whatever is started below finds it as `node`.
  const path = [dirname(NODE), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(WINDOWS ? ';' : ':');
  const context = { root: ROOT, node: NODE, env: { ...process.env, PATH: path } };
  await buildScripts(context);
  if (command === 'start') return start(context, args);
  if (command === 'test') return runTests(context, args);
  return command === 'build' ? buildTypes(context) : 0;
}

function checkMachine() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18) {
    throw new Refusal(`Rolekit needs Node 18 or later to install itself; this is Node ${process.versions.node}.`);
  }
  if (!found('git', ROOT)) {
    throw new Refusal('Rolekit needs git: hosts install plugins from it. Install git and run this again.');
  }
}

async function install() {
  const hash = installHash(ROOT);
  if (readStamp(ROOT).install === hash && existsSync(NODE)) return;
  console.error('Installing dependencies …');
  await pnpm('install', '--frozen-lockfile');
  // an installation without scripts was there before, as `npm run release:tools` makes it
  if (!existsSync(NODE)) await pnpm('rebuild', '--pending');
  if (!existsSync(NODE)) {
    throw new Refusal(`The installation left no Node at ${NODE}. Remove node_modules and run this again.`);
  }
  writeStamp(ROOT, { install: hash, built: {} });
}

async function pnpm(...args) {
  const [command, ...before] = npx();
  const result = await capture(command, [...before, '--yes', PNPM, ...args], { cwd: ROOT });
  if (result.code === 0) return;
  throw new Refusal(
    `${lastLines(result.output, 30)}\n\nThe installation failed (see above). Check that the npm registry can be reached ` +
      '(npm ping); behind a proxy set HTTPS_PROXY, and NODE_EXTRA_CA_CERTS if it has a certificate of its own.',
  );
}

/** Builds every package whose sources changed; bundles leave each other out, so the order does not matter. */
async function buildScripts(context) {
  const stamp = readStamp(ROOT);
  const built = stamp.built || {};
  const stale = builtPackages(ROOT)
    .map((folder) => ({ folder, hash: buildHash(ROOT, folder) }))
    .filter(({ folder, hash }) => built[folder] !== hash || !existsSync(join(ROOT, folder, 'dist')));
  if (stale.length === 0) return;
  console.error(`Building ${stale.map(({ folder }) => folder).join(', ')} …`);
  const tsup = join(ROOT, 'node_modules', 'tsup', 'dist', 'cli-default.js');
  const results = await Promise.all(
    stale.map(async ({ folder }) => {
      const result = await capture(NODE, [tsup, '--silent'], { cwd: join(ROOT, folder), env: context.env });
      // what `rolekit create` makes is checked against the SDK's types
      return result.code === 0 && folder === 'packages/sdk' ? typesOf(context, folder) : result;
    }),
  );
  const broken = [];
  results.forEach((result, index) => {
    const { folder, hash } = stale[index];
    if (result.code === 0) built[folder] = hash;
    else broken.push(`${folder} does not build:\n${lastLines(result.output, 30)}`);
  });
  writeStamp(ROOT, { ...stamp, built });
  if (broken.length > 0) throw new Refusal(broken.join('\n\n'));
}

/** Declarations, in the order in which the packages read each other's. */
async function buildTypes(context) {
  const began = performance.now();
  const folders = inDependencyOrder(builtPackages(ROOT));
  for (const folder of folders) {
    const result = await typesOf(context, folder);
    if (result.code !== 0) throw new Refusal(`${folder}: its types do not build:\n${lastLines(result.output, 40)}`);
  }
  console.error(`Built ${folders.length} packages, types in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  return 0;
}

function typesOf({ env }, folder) {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  return capture(NODE, [tsc, '--emitDeclarationOnly', '-p', 'tsconfig.build.json'], { cwd: join(ROOT, folder), env });
}

function inDependencyOrder(folders) {
  const manifests = new Map();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    manifests.set(manifest.name, {
      folder,
      needs: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    });
  }
  const order = new Set();
  const visit = (name) => {
    const entry = manifests.get(name);
    if (!entry || order.has(entry.folder)) return;
    entry.needs.forEach(visit);
    order.add(entry.folder);
  };
  [...manifests.keys()].forEach(visit);
  return [...order];
}

function start(context, args) {
  const rolekit = join(ROOT, 'packages', 'cli', 'bin', 'rolekit.mjs');
  return runAttached(NODE, [rolekit, 'demo', ...args], { cwd: ROOT, env: context.env });
}

function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = error instanceof Refusal ? error.exitCode : 1;
  },
);
