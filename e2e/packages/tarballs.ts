// The packages as a registry would get them, and folders in which they are installed.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { npx, PNPM } from '../../scripts/pnpm.mjs';
import { publicPackages } from '../../scripts/release/workspace-packages.mjs';
import { runProgram } from '../hosts/processes.ts';
import { ROOT } from '../workspace.ts';

export type Tarballs = {
  /** Files by the names of their packages. */
  files: ReadonlyMap<string, string>;
  /** Installs some of them with npm, in a folder of its own where nothing of Rolekit is above. */
  install(name: string, packages: readonly string[]): Promise<Installation>;
  remove(): void;
};

export type Installation = {
  folder: string;
  /** As somebody has it who typed the command in that folder, and has an empty home. */
  env: NodeJS.ProcessEnv;
};

/** Builds and packs every package that is published. */
export async function packPackages(): Promise<Tarballs> {
  const scratch = mkdtempSync(join(tmpdir(), 'rolekit-packages-'));
  const own = { env: process.env, cwd: ROOT };
  await runProgram(process.execPath, [join(ROOT, 'scripts', 'bootstrap.mjs'), 'build'], own, { timeoutMs: 300_000 });
  const files = new Map<string, string>();
  const packs = publicPackages(ROOT).map(async ({ folder, manifest }) => {
    const packed = join(scratch, 'packed', manifest.name.replace('/', '-'));
    const [command = '', ...before] = npx();
    const pack = [...before, '--yes', PNPM, 'pack', '--pack-destination', packed];
    await runProgram(command, pack, { ...own, cwd: join(ROOT, folder) }, { timeoutMs: 300_000 });
    files.set(manifest.name, join(packed, readdirSync(packed)[0] ?? ''));
  });
  await Promise.all(packs);
  return {
    files,
    async install(name, packages) {
      const folder = join(scratch, name);
      const home = join(scratch, 'home');
      mkdirSync(home, { recursive: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
      const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(ROOT));
      const programs = [join(folder, 'node_modules', '.bin'), dirname(process.execPath), ...path].join(delimiter);
      const { npm_config_local_prefix: _prefix, npm_command: _command, NODE_PATH: _modules, ...outer } = process.env;
      const env = { ...outer, PATH: programs, HOME: home, USERPROFILE: home, ROLEKIT_STORE: 'file' };
      const tarballs = packages.map((one) => files.get(one) ?? one);
      await runProgram(
        'npm',
        ['install', '--no-audit', '--no-fund', ...tarballs],
        { env: outer, cwd: folder },
        { timeoutMs: 300_000 },
      );
      return { folder, env };
    },
    remove: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }),
  };
}
