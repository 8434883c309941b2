import { type VerifyProblem, verifyRegistry } from '../src/verify/index.ts';
import { type PackedPlugin, packPlugin } from './pack-plugin.ts';
import { readVersions } from './read-versions.ts';
import { type Served, serveRegistry } from './registry-process.ts';

export interface KillOptions {
  dataDir: string;
  kills: number;
  /** Publishers at the same time, each with a plugin of its own. @default 4 */
  clients?: number;
  /** The registry lives at most this long after it answers or, every second time, after its first publication, in ms. @default 500 */
  longest?: number;
  onKill?: (count: number) => void;
}

export interface KillOutcome {
  kills: number;
  /** Versions whose publication was answered. */
  acknowledged: number;
  /** Versions in the registry, also those whose answer was cut off. */
  stored: number;
  /** Acknowledged versions that are not there. */
  lost: string[];
  /** Versions that are there and cannot be read whole. */
  half: string[];
  problems: VerifyProblem[];
}

interface Client {
  name: string;
  patch: number;
  /** Sent, and not answered yet: it is sent again. */
  open: PackedPlugin | undefined;
}

/** Kills the registry at random points while it is published to, starts it again, and counts what became of the versions. */
export async function killRounds(options: KillOptions): Promise<KillOutcome> {
  const { dataDir, kills, clients: count = 4, longest = 500, onKill = () => {} } = options;
  const acknowledged = new Map<string, string>();
  const clients = Array.from({ length: count }, (_, at): Client => ({ name: `p${at}`, patch: 0, open: undefined }));
  for (let round = 1; round <= kills; round += 1) {
    const registry = await serveRegistry(dataDir);
    let onPublished = () => {};
    const first = new Promise<void>((resolve) => {
      onPublished = resolve;
    });
    const work = clients.map((client) => publishUntilCut(registry, client, acknowledged, onPublished));
    // However slow the machine is, some of the kills come between publications.
    if (round % 2 === 0) await Promise.race([first, Promise.all(work)]);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
    await registry.kill();
    await Promise.all(work);
    onKill(round);
  }
  const registry = await serveRegistry(dataDir);
  const { stored, lost, half } = await readVersions(
    registry,
    clients.map(({ name }) => name),
    acknowledged,
  );
  await registry.close();
  const { problems } = await verifyRegistry({ dataDir });
  return { kills, acknowledged: acknowledged.size, stored, lost, half, problems };
}

async function publishUntilCut(
  registry: Served,
  client: Client,
  acknowledged: Map<string, string>,
  onPublished: () => void,
): Promise<void> {
  for (;;) {
    client.open ??= await packPlugin({ name: client.name, version: `1.0.${client.patch}` });
    const { open } = client;
    const answer = await registry.send(open).catch(() => undefined);
    if (answer === undefined) return;
    if (answer.status > 201) throw new TypeError(`${open.name} ${open.version}: ${answer.status} ${answer.code}`);
    acknowledged.set(`${open.name} ${open.version}`, open.digest);
    onPublished();
    client.patch += 1;
    client.open = undefined;
  }
}
