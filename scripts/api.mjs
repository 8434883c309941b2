// The API reports, `packages/<name>/<name>.api.md`: every name that a subpath exports, and every type that it leads to.
// `node scripts/api.mjs` writes them, `--check` says which are stale. Runs on the workspace's own Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** In the order in which they read each other's declarations. */
const PACKAGES = ['sdk', 'registry', 'openapi', 'cli'];
/** What promises nothing. */
const UNPROMISED = /^\.\/internal(?:\/|$)/;

/** Builds the declarations, and compares their reports with those in the repository, or writes them. */
export function staleReports({ write = false } = {}) {
  return PACKAGES.filter((name) => {
    const folder = join(ROOT, 'packages', name);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [tsc, '--emitDeclarationOnly', '-p', 'tsconfig.build.json'], {
      cwd: folder,
      stdio: 'inherit',
    });
    return isStale(name, folder, write);
  }).map((name) => `packages/${name}/${name}.api.md`);
}

function isStale(name, folder, write) {
  const scratch = mkdtempSync(join(tmpdir(), 'rolekit-api-'));
  try {
    const entry = join(scratch, 'subpaths.d.ts');
    writeFileSync(entry, subpathsOf(folder));
    const { apiReportChanged } = Extractor.invoke(configOf(name, folder, entry, scratch), {
      localBuild: write,
      messageCallback: (message) => {
        message.handled = message.logLevel !== 'error';
      },
    });
    return apiReportChanged;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The names that the sources of each subpath export, and those that its report says. Quick: builds nothing. */
export function exportedNames() {
  return PACKAGES.flatMap((name) => {
    const folder = join(ROOT, 'packages', name);
    const report = readFileSync(join(folder, `${name}.api.md`), 'utf8');
    return subpathExports(folder).map(([subpath, namespace, target]) => ({
      subpath: join(`packages/${name}`, subpath),
      exported: namesIn(readFileSync(join(folder, target['rolekit-source']), 'utf8')),
      reported: namesIn(new RegExp(`^declare namespace ${namespace} (\\{[\\s\\S]*?^\\})`, 'm').exec(report)?.[1] ?? ''),
    }));
  });
}

function namesIn(code) {
  const named = code.matchAll(/^ *export (?:declare |async )*(?:const|function|class|interface|type|enum) (\w+)/gm);
  const listed = [...code.matchAll(/^ *export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) => list.split(','));
  const names = listed.map((item) =>
    item
      .trim()
      .replace(/^type /, '')
      .replace(/^.* as /, ''),
  );
  return [...names.filter((name) => name !== ''), ...Array.from(named, ([, name]) => name)].toSorted();
}

/** Each promised subpath of a package, what its namespace in the report is called, and where it leads. */
function subpathExports(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([subpath]) => !UNPROMISED.test(subpath))
    .map(([subpath, target]) => [subpath, subpath === '.' ? 'root' : subpath.slice(2).replaceAll(/\W/g, '_'), target]);
}

/** A module with a namespace for each subpath, so that a type which several export is in the report once. */
function subpathsOf(folder) {
  return subpathExports(folder)
    .map(
      ([, namespace, { types }]) =>
        `export * as ${namespace} from '${join(folder, types).replace(/\.d\.ts$/, '.js')}';\n`,
    )
    .join('');
}

function configOf(name, folder, entry, scratch) {
  const quiet = { default: { logLevel: 'none' } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: entry,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            module: 'nodenext',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
            typeRoots: [join(ROOT, 'node_modules', '@types')],
            rootDir: '/',
          },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: folder,
        reportTempFolder: scratch,
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: quiet,
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const write = !process.argv.includes('--check');
  const stale = staleReports({ write });
  for (const path of stale) console.error(write ? `wrote ${path}` : `${path} is stale: run node scripts/api.mjs`);
  process.exitCode = write || stale.length === 0 ? 0 : 1;
}
