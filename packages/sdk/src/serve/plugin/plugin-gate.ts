import { toolsetDigest } from '../../digest/digest.ts';
import type { RolekitError } from '../../errors.ts';
import type { PolicyLevel } from '../../policy/document.ts';
import { type Gate, gateOf, type ServedFacts } from '../../policy/gate.ts';
import { readSnapshots } from '../../policy/snapshot.ts';
import { trustedTime } from '../../policy/trusted-time.ts';
import type { ServedPlugin } from './types.ts';

/** A plugin that is served here, for what depends on it. */
export interface ServedHere {
  plugin: ServedPlugin;
  /** The user's home folder, where signed policies lie. */
  home: string;
  clock?: (() => Date) | undefined;
}

/** Whether the plugin works here; signed policies that cannot be trusted are added to what is broken. */
export function gateHere(
  files: readonly PolicyLevel[],
  { plugin, home, clock = () => new Date() }: ServedHere,
  broken: RolekitError[],
): Gate & { endsAt: string | undefined } {
  const pinned = new Map(
    files.flatMap(({ document: { registry } }) => (registry?.keys ? [[registry.url, registry.keys]] : [])),
  );
  const found = readSnapshots(home, pinned);
  broken.push(...found.broken);
  const now =
    found.snapshots.length === 0
      ? clock()
      : trustedTime(
          home,
          clock(),
          found.snapshots.map(({ issuedAt }) => issuedAt),
        );
  const gate = gateOf({ files, snapshots: found.snapshots, served: servedFacts(plugin), now });
  const ends = found.snapshots.map(({ expiresAt }) => expiresAt).filter((end) => new Date(end) > now);
  return { ...gate, endsAt: ends.sort()[0] };
}

function servedFacts({
  namespace,
  name,
  version,
  connectors,
  remotes = [],
  components = [],
}: ServedPlugin): ServedFacts {
  const descriptions = connectors.map(({ description }) => description);
  const tools = descriptions.flatMap((description) => description.tools);
  return {
    id: namespace === undefined ? undefined : `${namespace}/${name}`,
    version,
    access: tools.map(({ access }) => access),
    hosts: descriptions.flatMap(({ hosts }) => hosts),
    folders: descriptions.flatMap(({ folders = [] }) =>
      folders.flatMap(({ path, otherwise }) => (otherwise === undefined ? [path] : [path, otherwise])),
    ),
    components: ['server', ...components],
    remotes,
    toolsetDigest: () => toolsetDigest(tools),
  };
}
