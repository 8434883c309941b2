// `npm run release:…`: what .github/workflows/release.yml runs, step by step, and what works by hand too; CONTRIBUTING.md says how.
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npx, PNPM } from './pnpm.mjs';
import { withRepository } from './release/repository.mjs';
import { tarballProblems } from './release/tarballs.mjs';
import { followVersions } from './release/versions.mjs';
import { runAttached } from './run.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKED = join(ROOT, 'packed');
const COMMANDS = { tools, plan, version, pack, publish };

class Refusal extends Error {}

/** Installs what versions and publishes, and runs no script of a dependency. */
async function tools() {
  const [command, ...before] = npx();
  await run(command, [...before, '--yes', PNPM, 'install', '--frozen-lockfile', '--ignore-scripts']);
}

/** Says what is to be done: `version` while there are notes, then `publish` while the registry lacks a version. */
async function plan() {
  const notes = readdirSync(join(ROOT, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const mode = notes.length > 0 ? 'version' : (await missingReleases()).size > 0 ? 'publish' : 'none';
  console.log(`mode=${mode}`);
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `mode=${mode}\n`);
}

/** Makes versions and changelogs of the notes; pages show some of the manifests. */
async function version() {
  await changeset('version');
  for (const path of followVersions(ROOT)) console.log(`follows  ${path}`);
  await run(process.execPath, [join(ROOT, 'scripts', 'docs.mjs')]);
}

/** Builds, and packs what the registry lacks into `packed/`. */
async function pack() {
  await run(process.execPath, [join(ROOT, 'scripts', 'bootstrap.mjs'), 'build']);
  rmSync(PACKED, { recursive: true, force: true });
  await withRepository(ROOT, process.env, () => changeset('pack', '--out-dir', PACKED));
  const problems = tarballProblems(ROOT, PACKED, process.env);
  if (problems.length > 0) throw new Refusal(problems.join('\n'));
}

/** Publishes what `packed/` has and the registry lacks, so that a run after one that failed midway does the rest. */
async function publish() {
  const packed = JSON.parse(readFileSync(join(PACKED, 'publish-plan.json'), 'utf8'));
  const missing = await missingReleases();
  const rest = packed.plan
    .map((group) => group.filter((release) => missing.has(idOf(release))).map(fromBelow))
    .filter((group) => group.length > 0);
  if (rest.length === 0) {
    console.log('The registry has every version already.');
    return;
  }
  const folder = join(PACKED, 'rest');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'publish-plan.json'), JSON.stringify({ ...packed, plan: rest }));
  await changeset('publish', '--from-pack-dir', folder);
}

function fromBelow(release) {
  return { ...release, tarball: { ...release.tarball, path: `../${release.tarball.path}` } };
}

function idOf({ name, version }) {
  return `${name}@${version}`;
}

/** `name@version` of what the registry lacks. */
async function missingReleases() {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-release-'));
  try {
    const file = join(folder, 'plan.json');
    await changeset('publish-plan', '--output', file);
    return new Set(JSON.parse(readFileSync(file, 'utf8')).plan.flat().map(idOf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Changesets asks `pnpm` to pack and publish. */
async function changeset(...args) {
  const [command, ...before] = npx();
  await run(command, [...before, '--yes', '--package', PNPM, '--', 'changeset', ...args]);
}

async function run(command, args) {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const code = await runAttached(command, args, { cwd: ROOT, env: { ...process.env, PATH: path } });
  if (code !== 0) throw new Refusal(`${args.at(-1)}: ended with ${code}.`);
}

const [name] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
if (command === undefined) {
  console.error(`Usage: node scripts/release.mjs ${Object.keys(COMMANDS).join('|')}`);
  process.exitCode = 2;
} else {
  await command().catch((error) => {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  });
}
