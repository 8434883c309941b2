// Stamps: hashes of what was installed and built, so that a repeated run does neither again.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folders of the workspace's packages that are built with tsup, relative to the root. */
export function builtPackages(root) {
  return ['packages', 'connectors'].flatMap((group) =>
    listFolders(join(root, group))
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'tsup.config.ts'))),
  );
}

/** What decides which packages `pnpm install` puts where. */
export function installHash(root) {
  const folders = ['packages', 'connectors', 'examples'].flatMap((group) =>
    listFolders(join(root, group)).map((name) => `${group}/${name}`),
  );
  const manifests = ['package.json', ...folders.map((folder) => `${folder}/package.json`)];
  return hashFiles(root, ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests], [process.platform, process.arch]);
}

/** What decides the JavaScript in a package's dist folder. */
export function buildHash(root, folder) {
  const sources = ['src', 'sandbox'].flatMap((name) => listFiles(root, `${folder}/${name}`));
  const built = [
    `${folder}/package.json`,
    `${folder}/tsup.config.ts`,
    'scripts/inlined-packages.mjs',
    'tsconfig.base.json',
  ];
  return hashFiles(root, [...built, ...sources]);
}

export function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'));
  } catch {
    return {};
  }
}

export function writeStamp(root, stamp) {
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), `${JSON.stringify(stamp, null, 2)}\n`);
}

function stampFile(root) {
  return join(root, 'node_modules', '.rolekit-stamp');
}

function hashFiles(root, files, salt = []) {
  const hash = createHash('sha256');
  for (const text of salt) hash.update(`${text}\0`);
  for (const file of files) {
    if (!existsSync(join(root, file))) continue;
    hash.update(`${file}\0`);
    hash.update(readFileSync(join(root, file)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function listFolders(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function listFiles(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) =>
      entry.isDirectory() ? listFiles(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    )
    .filter((file) => !file.endsWith('.test.ts'))
    .sort();
}
