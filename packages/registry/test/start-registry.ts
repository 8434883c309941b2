import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublishResult, VersionDetail } from '@rolekit/sdk/wire';
import type { LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import { type OpenRegistry, openRegistry, type Registry, type RegistryOptions, type Seams } from '../src/registry.ts';
import { type PackedPlugin, type PluginInput, packPlugin } from './pack-plugin.ts';
import { databaseOf } from './test-database.ts';

/** What ends a thing that was started; by default the end of the test does. */
export type AtEnd = (end: () => Promise<void>) => void;

/** A folder that goes away with the test. */
export async function tempDir(atEnd: AtEnd = onTestFinished): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'rolekit-registry-'));
  atEnd(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}

/** Makes files look as if nobody used them for hours: in a folder that registries share, what is young may belong to another. */
export async function ageFiles(dir: string): Promise<void> {
  const at = new Date(Date.now() - 2 * 3_600_000);
  for (const file of await readdir(dir, { recursive: true })) await utimes(join(dir, file), at, at);
}

/** One second later at each look, so that times are known and differ. */
export function clock(start = '2026-11-20T10:00:00.000Z'): () => Date {
  let at = Date.parse(start);
  return () => {
    at += 1000;
    return new Date(at);
  };
}

export interface TestRegistry extends OpenRegistry {
  token: string;
  dataDir: string;
  send(plugin: PackedPlugin, options?: SendOptions): Promise<LightMyRequestResponse>;
  publish(input?: PluginInput, options?: SendOptions): Promise<PublishResult>;
  get(path: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
}

export interface SendOptions {
  token?: string;
  channel?: string;
  waiver?: string;
  /** The publisher's: a DSSE envelope. */
  signature?: object;
  /** @default 'versions' */
  path?: 'versions' | 'dry-run';
}

export async function testRegistry(
  options: Partial<RegistryOptions> = {},
  seams: Seams = {},
  atEnd: AtEnd = onTestFinished,
): Promise<TestRegistry> {
  const dataDir = options.dataDir ?? (await tempDir(atEnd));
  const place = { ...(await databaseOf(dataDir, atEnd)), ...options, dataDir };
  const registry = await openRegistry(place, { now: clock(), ...seams });
  atEnd(() => registry.close());
  const token = await registry.tokens.create({ name: 'test', namespaces: ['*', 'rolekit'] });
  const send: TestRegistry['send'] = async (
    { namespace, name, tgz },
    { channel, waiver, signature, path = 'versions', ...sent } = {},
  ) =>
    registry.app.inject({
      method: 'POST',
      url: `/v1/plugins/${namespace}/${name}/${path}${channel === undefined ? '' : `?channel=${channel}`}`,
      headers: {
        host: hostOf(registry),
        authorization: `Bearer ${sent.token ?? token}`,
        'content-type': 'application/gzip',
        ...(waiver === undefined ? {} : { 'rolekit-waiver': waiver }),
        ...(signature && { 'rolekit-signature': Buffer.from(JSON.stringify(signature)).toString('base64') }),
      },
      payload: Buffer.from(tgz),
    });
  return Object.assign(registry, {
    token,
    dataDir,
    send,
    async publish(input: PluginInput = {}, sendOptions: SendOptions = {}) {
      const answer = await send(await packPlugin(input), sendOptions);
      if (answer.statusCode > 201) throw new TypeError(`publish: ${answer.body}`);
      return answer.json<PublishResult>();
    },
    get: (path: string, headers: Record<string, string> = {}) =>
      registry.app.inject({ method: 'GET', url: path, headers: { host: hostOf(registry), ...headers } }),
  });
}

function hostOf({ url }: Registry): string {
  return new URL(url).host;
}

/** Where the archive of a version of `acme/sales` lies. */
export async function archivePath(registry: TestRegistry, version: string): Promise<string> {
  const detail = await registry.get(`/v1/plugins/acme/sales/versions/${version}`);
  const hex = detail.json<VersionDetail>().archive.sha256.slice('sha256:'.length);
  return join(registry.dataDir, 'blobs', 'sha256', hex.slice(0, 2), hex);
}
