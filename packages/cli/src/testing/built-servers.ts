import { removeTemporary } from '@rolekit/sdk/internal';
import type { ComposedBundle } from '../build/index.ts';
import { type ServerHost, serverOf } from '../plugin-server/client.ts';
import { writeTemporary } from '../plugin-server/target.ts';
import { bareEnvironment, type TestBench } from './bench.ts';

/** The servers of one built plugin, one for each set of connections that is asked for. */
export interface BuiltServers {
  /** Folder of the built plugin. */
  dir: string;
  /** Its server with these connectors connected. @default all that have a sandbox */
  connectedTo(connectors?: readonly string[]): Promise<ServerHost>;
  /** Without any connection. */
  unconnected: ServerHost;
  close(): Promise<void>;
}

/** Writes a bundle to a temporary folder; its servers start when they are first called. */
export async function openServers(bundle: ComposedBundle, bench: TestBench): Promise<BuiltServers> {
  const dir = await writeTemporary(bundle.files);
  const all = serverOf(dir, bareEnvironment(bench.home));
  const unconnected = serverOf(dir, bareEnvironment(bench.emptyHome));
  const some = new Map<string, ServerHost>();
  return {
    dir,
    unconnected,
    async connectedTo(connectors) {
      if (connectors === undefined) return all;
      const home = await bench.homeWith(connectors);
      const found = some.get(home) ?? serverOf(dir, bareEnvironment(home));
      some.set(home, found);
      return found;
    },
    async close() {
      await Promise.all([all, unconnected, ...some.values()].map((server) => server.close()));
      await removeTemporary(dir);
    },
  };
}
