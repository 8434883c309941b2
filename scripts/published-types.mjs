// Makes the declarations of a built package whole, after `tsc` and before the package is packed: those of inlined packages come into
// `dist/types`, and what no subpath leads to goes. `node ../../scripts/published-types.mjs` in the folder of the package.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DECLARATION = /\.d\.[cm]?ts$/;
/** A comment, which is passed over, or what a declaration imports. */
const IMPORTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(\bfrom\s*|\bimport\s*\(\s*|^import\s+)(['"])([^'"\n]+)\2/gm;

/** @throws when the package is not built */
export function finishTypes(folder) {
  const dist = join(folder, 'dist');
  const { exports, dependencies = {}, peerDependencies = {} } = readManifest(folder);
  const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
  /** Where inlined declarations come from. */
  const origins = new Map();
  const kept = new Set();
  const open = Object.values(exports).flatMap(({ types }) => (types ? [join(folder, types)] : []));

  const inline = (origin) => {
    const { name, dir } = packageAround(origin);
    const copy = join(dist, 'types', name, relative(dir, origin));
    if (!origins.has(copy)) {
      origins.set(copy, origin);
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(origin, copy);
      const licence = readdirSync(dir).find((entry) => /^licen[cs]e/i.test(entry));
      if (licence !== undefined) copyFileSync(join(dir, licence), join(dist, 'types', name, licence));
    }
    return copy;
  };

  while (open.length > 0) {
    const file = open.pop();
    if (kept.has(file)) continue;
    kept.add(file);
    if (!existsSync(file)) throw new Error(`${relative(folder, file)} is missing: run \`npm run build\` first`);
    const text = readFileSync(file, 'utf8');
    const origin = origins.get(file);
    const whole = text.replace(IMPORTS, (found, before, quote, specifier) => {
      if (specifier === undefined || specifier.startsWith('node:') || declared.has(nameOf(specifier))) return found;
      if (specifier.startsWith('.')) {
        open.push(origin === undefined ? declarationAt(file, specifier) : inline(declarationAt(origin, specifier)));
        return found;
      }
      const target = inline(typesOf(specifier, origin ?? join(folder, 'package.json')));
      open.push(target);
      return `${before}${quote}${pathFrom(file, target)}${quote}`;
    });
    if (whole !== text) writeFileSync(file, whole);
  }
  for (const file of filesIn(dist)) if (DECLARATION.test(file) && !kept.has(file)) rmSync(file);
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function nameOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** `./a.ts`, `./a.js` and `./a.mjs` are declared by `a.d.ts` and `a.d.mts`. */
function declarationAt(file, specifier) {
  return resolve(dirname(file), specifier.replace(/(?<!\.d)\.([cm]?)[jt]s$/, '.d.$1ts'));
}

function pathFrom(file, target) {
  const path = relative(dirname(file), target).replaceAll('\\', '/');
  return `${path.startsWith('.') ? '' : './'}${path.replace(/\.d\.([cm]?)ts$/, '.$1js')}`;
}

/** The declarations behind what a file imports from a package. */
function typesOf(specifier, from) {
  const name = nameOf(specifier);
  let above = dirname(from);
  while (!existsSync(join(above, 'node_modules', name, 'package.json'))) {
    if (dirname(above) === above) throw new Error(`${from} imports ${specifier}, which is not installed`);
    above = dirname(above);
  }
  const dir = realpathSync(join(above, 'node_modules', name));
  const manifest = readManifest(dir);
  const entry = manifest.exports?.[`.${specifier.slice(name.length)}`];
  const types = entry?.import?.types ?? entry?.types ?? manifest.types;
  if (types === undefined) throw new Error(`${specifier} declares no types, and ${from} imports it`);
  return join(dir, types);
}

function packageAround(file) {
  let dir = dirname(file);
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return { dir, name: readManifest(dir).name };
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).map((path) => join(folder, path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) finishTypes(process.cwd());
