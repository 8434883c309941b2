// What is published, as it is published: whole, small, and of use without what it does not bring along.
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicPackages } from '../../scripts/release/workspace-packages.mjs';
import { endProgram, runProgram, startProgram, tryProgram } from '../hosts/processes.ts';
import { ROOT } from '../workspace.ts';
import { type Installation, packPackages, type Tarballs } from './tarballs.ts';

const MEGABYTE = 1_000_000;
const MAX_INSTALLED = 40 * MEGABYTE;
/** What the profile `esm-only` leaves out: all packages are ES modules for Node 20 and later. */
const NOT_ESM: unknown[] = ['node10', 'node16-cjs'];
const OWN = ['@rolekit/sdk', '@rolekit/openapi', 'rolekit'];
const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8')).version;

let tarballs: Tarballs;
let author: Installation;

beforeAll(async () => {
  tarballs = await packPackages();
  author = await tarballs.install('author', OWN);
}, 600_000);

afterAll(() => tarballs?.remove());

const rolekit = (...args: string[]) =>
  tryProgram('rolekit', args, { env: author.env, cwd: author.folder }, { timeoutMs: 300_000 });

describe.each(publicPackages(ROOT).map(({ manifest: { name } }) => ({ name })))('$name', ({ name }) => {
  const bytes = () => new Uint8Array(readFileSync(tarballs.files.get(name) ?? ''));

  test('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: bytes().buffer }, strict: true });
    const texts = messages.map((message) => formatMessage(message, pkg ?? {}, { color: false }) ?? message.code);
    // a template is no part of the package, and becomes one of its own
    expect(texts.filter((text) => !text.startsWith('./templates/'))).toEqual([]);
  });

  test('are-the-types-wrong finds nothing', async () => {
    const checked = await checkPackage(createPackageFromTarballData(bytes()));
    const problems = checked.types ? checked.problems : [{ kind: 'NoTypes' }];
    expect(
      problems.filter((problem) => !('resolutionKind' in problem && NOT_ESM.includes(problem.resolutionKind))),
    ).toEqual([]);
  });
});

describe('rolekit, installed', { timeout: 600_000 }, () => {
  test('takes less than 40 MB of a disk', () => {
    const parts = partsOf(join(author.folder, 'node_modules'));
    const whole = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const largest = parts.toSorted((a, b) => b.bytes - a.bytes).slice(0, 10);
    const list = largest.map(({ name, bytes }) => `${(bytes / MEGABYTE).toFixed(1).padStart(6)} MB  ${name}`);
    expect(whole, `${(whole / MEGABYTE).toFixed(1)} MB:\n${list.join('\n')}`).toBeLessThan(MAX_INSTALLED);
    expect(whole).toBeGreaterThan(MEGABYTE);
  });

  test('brings no server of the registry and no formatter along', () => {
    const installed = readdirSync(join(author.folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['@esbuild', '@rolekit', '@types', 'esbuild', 'rolekit', 'undici-types', 'zod']);
    expect(readdirSync(join(author.folder, 'node_modules', '@rolekit'))).toEqual(['openapi', 'sdk']);
  });

  test.each([
    ['registry serve', '--data', 'data'],
    ['registry verify', '--data', 'data'],
    ['registry token list', '--data', 'data'],
    ['registry token create', '--data', 'data', '--name', 'ci', '--namespaces', 'acme'],
    ['registry token revoke', 'ci', '--data', 'data'],
    ['demo'],
  ])('%s names the command that installs what it needs', async (words, ...args) => {
    const { code, stderr } = await rolekit(...words.split(' '), ...args, '--json');
    expect({ code, ...JSON.parse(stderr) }).toEqual({
      code: 1,
      ok: false,
      error: {
        code: 'RK_PACKAGE_MISSING',
        message: `\`rolekit ${words}\` needs @rolekit/registry ${VERSION}, which is not installed.`,
        fix: `Run \`npm install -g @rolekit/registry@${VERSION}\`.`,
      },
    });
    expect(existsSync(join(author.folder, 'data'))).toBe(false);
  });

  test('sandbox names the command that installs a connector', async () => {
    const { code, stderr } = await rolekit('sandbox', 'hubspot', '--json');
    expect({ code, ...JSON.parse(stderr) }).toMatchObject({
      code: 2,
      error: { code: 'RK_SANDBOX_UNKNOWN', fix: 'Run `npm install -D @rolekit/connector-hubspot` here.' },
    });
  });

  test('creates, validates, tests and builds a connector', async () => {
    for (const line of [
      'create connector shop --namespace acme --yes',
      'validate shop',
      'test shop',
      'build shop --out dist',
    ]) {
      const { code, stdout, stderr } = await rolekit(...line.split(' '));
      expect([line, code, code === 0 ? '' : stdout + stderr]).toEqual([line, 0, '']);
    }
  });

  test('has types that are whole, down to those of the official packages', async () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'packages/sdk/package.json'), 'utf8'));
    const imports = Object.keys(exports).map((path, at) => `export * as a${at} from '@rolekit/sdk${path.slice(1)}';\n`);
    writeFileSync(
      join(author.folder, 'all.mts'),
      `${imports.join('')}
import type { ServedPlugin } from '@rolekit/sdk/serve';
export const extend: ServedPlugin['extend'] = (mcp) => {
  // @ts-expect-error no such method: what is declared by the official package is known
  mcp.server.nothing();
};
`,
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const checked = await tryProgram(process.execPath, [tsc, ...options, 'all.mts'], {
      env: author.env,
      cwd: author.folder,
    });
    expect(checked.stdout).toBe('');
    expect(checked.code).toBe(0);
  });

  test('imports an OpenAPI description, and formats the types of its answers', async () => {
    const description = join(ROOT, 'packages/openapi/test/fixtures/shop.yaml');
    const { code, stderr } = await rolekit('create', 'connector', 'store', '--from-openapi', description, '--yes');
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    expect(readFileSync(join(author.folder, 'store/src/types.ts'), 'utf8')).toContain(
      '/** Types of the answers, as the API description has them. */\n\n',
    );
  });
});

test('the registry of one installation takes what another publishes', { timeout: 600_000 }, async () => {
  const host = await tarballs.install('host', [...OWN, '@rolekit/registry']);
  const line = ['registry', 'serve', '--data', 'data', '--port', '0', '--namespaces', 'acme', '--json'];
  const server = startProgram('rolekit', line, { env: host.env, cwd: host.folder });
  try {
    const { url, tokenFile } = await new Promise<{ url: string; tokenFile: string }>((resolve, reject) => {
      let output = '';
      server.stdout.on('data', (chunk) => {
        output += chunk;
        if (output.includes('\n')) resolve(JSON.parse(output).result);
      });
      server.once('exit', () => reject(new Error(`The registry ended: ${output}`)));
    });
    await runProgram('rolekit', ['create', 'connector', 'goods', '--namespace', 'acme', '--yes'], {
      env: author.env,
      cwd: author.folder,
    });
    const publish = ['publish', 'goods', '--registry', url, '--token-file', tokenFile, '--json'];
    expect(JSON.parse((await rolekit(...publish)).stdout)).toMatchObject({ ok: true });
    const { plugins } = (await (await fetch(`${url}/v1/plugins`)).json()) as { plugins: { id: string }[] };
    expect(plugins.map(({ id }) => id)).toEqual(['acme/goods']);
  } finally {
    await endProgram(server);
  }
});

/** What each package takes of the disk, in blocks as `du` counts them. */
function partsOf(modules: string): { name: string; bytes: number }[] {
  const seen = new Set<number>();
  return readdirSync(modules).flatMap((name) => {
    const folder = join(modules, name);
    if (!name.startsWith('@')) return [{ name, bytes: bytesOf(folder, seen) }];
    return readdirSync(folder).map((part) => ({ name: `${name}/${part}`, bytes: bytesOf(join(folder, part), seen) }));
  });
}

/** Files with two names count once: npm links the program of esbuild to where it is started. */
function bytesOf(path: string, seen: Set<number>): number {
  const stats = lstatSync(path);
  if (seen.has(stats.ino)) return 0;
  seen.add(stats.ino);
  const own = process.platform === 'win32' ? stats.size : stats.blocks * 512;
  if (!stats.isDirectory()) return own;
  return readdirSync(path).reduce((sum, entry) => sum + bytesOf(join(path, entry), seen), own);
}
