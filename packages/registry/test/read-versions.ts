import { createHash } from 'node:crypto';
import type { VersionDetail, VersionList } from '@rolekit/sdk/wire';
import type { Served } from './registry-process.ts';

export interface Found {
  /** How many there are. */
  stored: number;
  /** Acknowledged versions that are not there. */
  lost: string[];
  /** Versions that are there and cannot be read whole. */
  half: string[];
}

/**
 * Reads every version of these plugins of `acme`, its archive and its tag.
 *
 * @param acknowledged digests by name and version
 */
export async function readVersions(
  registry: Served,
  names: readonly string[],
  acknowledged: ReadonlyMap<string, string>,
): Promise<Found> {
  const found = new Map<string, string>();
  const half: string[] = [];
  for (const name of names) {
    const list = await registry.get(`/v1/plugins/acme/${name}/versions`);
    if (list.status === 404) continue;
    for (const { version } of ((await list.json()) as VersionList).versions) {
      const path = `/v1/plugins/acme/${name}/versions/${version}`;
      const detail = (await (await registry.get(path)).json()) as VersionDetail;
      const archive = Buffer.from(await (await registry.get(`${path}/archive`)).arrayBuffer());
      const sha256 = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
      if (sha256 !== detail.archive.sha256) half.push(`${name} ${version}`);
      found.set(`${name} ${version}`, detail.digest);
    }
    const refs = await (await registry.get(`/git/acme/${name}.git/info/refs?service=git-upload-pack`)).text();
    for (const id of found.keys())
      if (id.startsWith(`${name} `) && !refs.includes(`refs/tags/v${id.slice(name.length + 1)}\n`))
        half.push(`${id} in git`);
  }
  const lost = [...acknowledged].filter(([id, digest]) => found.get(id) !== digest).map(([id]) => id);
  return { stored: found.size, lost, half };
}
