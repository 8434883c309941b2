import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RolekitError } from '@rolekit/sdk';
import type { Plugin } from 'esbuild';
import { packageAbove, packageIn } from '../package-above.ts';
import { zodAsNamespace } from './zod-imports.ts';

/** The one copy of the SDK, and of its zod, that a server is bundled with. */
export interface SdkCopy {
  dir: string;
  zod: string;
  /** Import the SDK's sources: the way in which this command itself runs. */
  fromSource: boolean;
}

export const SHARED = /^(?:@rolekit\/sdk|zod)(?:\/.*)?$/;

/**
 * The SDK that the plugin has installed, else the one of this command, so that a plugin builds without an install. All
 * connectors of a server share it, and the zod that it depends on.
 */
export function findSdk(pluginDir: string): SdkCopy {
  const here = dirname(fileURLToPath(import.meta.url));
  const dir = packageAbove(pluginDir, '@rolekit/sdk') ?? packageAbove(here, '@rolekit/sdk');
  const zod = dir && packageAbove(dir, 'zod');
  if (!dir || !zod) {
    const hint = 'Reinstall rolekit: its dependencies are incomplete.';
    throw new RolekitError('RK_UNRESOLVED', { what: '@rolekit/sdk', reason: 'it is not installed', hint });
  }
  const fromSource = import.meta.url.endsWith('.ts') && existsSync(join(dir, 'src', 'index.ts'));
  return { dir, zod, fromSource };
}

/**
 * Leaves the SDK and zod out of a connector's code, whose server has one copy of both. Refuses code that was written for another
 * major version of zod, such as that of a package it depends on.
 */
export function leaveOutShared(sdk: SdkCopy): Plugin {
  return {
    name: 'rolekit-shared',
    setup(build) {
      build.onResolve({ filter: SHARED }, ({ path, resolveDir }) => {
        const refusal = refuseOtherZod(sdk, path, resolveDir);
        return refusal ?? { path, external: true };
      });
    },
  };
}

/** Leaves the SDK and zod out of code that is loaded on this machine, and imports them from where they are. */
export function importShared(sdk: SdkCopy): Plugin {
  return {
    name: 'rolekit-import-shared',
    setup(build) {
      build.onResolve({ filter: SHARED }, async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === REENTRY) return undefined;
        const refusal = refuseOtherZod(sdk, path, resolveDir);
        if (refusal) return refusal;
        const found = path.startsWith('zod')
          ? await build.resolve(path, { kind, resolveDir: sdk.dir, pluginData: REENTRY })
          : resolveSdk(sdk, path);
        if (!('path' in found) || found.path === '') return { errors: found.errors ?? [] };
        return { path: pathToFileURL(found.path).href, external: true };
      });
    },
  };
}

function refuseOtherZod(sdk: SdkCopy, path: string, resolveDir: string) {
  if (!path.startsWith('zod')) return undefined;
  const own = packageIn(sdk.zod).version;
  const installed = packageAbove(resolveDir, 'zod');
  const version = path.startsWith('zod/v3') ? '3' : installed === undefined ? own : packageIn(installed).version;
  return version.split('.')[0] === own.split('.')[0] ? undefined : { errors: [otherZod(path, version, own)] };
}

function otherZod(path: string, version: string, own: string) {
  return {
    text: `\`${path}\` is zod ${version} here, but a server uses one zod for all code: ${own}.`,
    detail: {
      rule: 'build/zod',
      fix: `Install zod@${own}, and a version of the importing package that supports it.`,
    },
  };
}

/** Sends every import of the SDK and of zod, from wherever, to one copy. */
export function useOneSdk(sdk: SdkCopy): Plugin {
  return {
    name: 'rolekit-one-sdk',
    setup(build) {
      build.onResolve({ filter: /^@rolekit\/sdk(?:\/.*)?$/ }, ({ path }) => resolveSdk(sdk, path));
      build.onLoad({ filter: codeOf(sdk) }, async ({ path }) => {
        const code = await readFile(path, 'utf8');
        const contents = zodAsNamespace(code);
        // what the bundler reads itself, it need not be told
        return contents === code ? undefined : { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
      build.onResolve({ filter: /^zod(?:\/.*)?$/ }, ({ path, kind, pluginData }) => {
        if (pluginData === REENTRY) return undefined;
        return build.resolve(path, { kind, resolveDir: sdk.dir, pluginData: REENTRY });
      });
    },
  };
}

/** The files of an SDK's code; the bundler asks for no other. */
function codeOf({ dir }: SdkCopy): RegExp {
  const literal = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${literal(dir + sep)}(?:src|dist)${literal(sep)}.*\\.(?:ts|m?js)$`);
}

/** The URL of a module of an SDK; undefined when it has none of that name. */
export function sdkModule(sdk: SdkCopy, path: string): string | undefined {
  const found = resolveSdk(sdk, path);
  return 'path' in found ? pathToFileURL(found.path).href : undefined;
}

const REENTRY = Symbol('rolekit-one-sdk');

function resolveSdk(sdk: SdkCopy, path: string) {
  const manifest: { exports: Record<string, Record<string, string>> } = JSON.parse(
    readFileSync(join(sdk.dir, 'package.json'), 'utf8'),
  );
  const entry = manifest.exports[path.replace('@rolekit/sdk', '.')];
  const target = sdk.fromSource ? entry?.['rolekit-source'] : entry?.default;
  if (target) return { path: join(sdk.dir, target), sideEffects: false };
  return { errors: [{ text: `@rolekit/sdk has no \`${path}\`.` }] };
}
