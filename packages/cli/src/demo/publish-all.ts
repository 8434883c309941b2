import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packBundle } from '@rolekit/sdk/bundle';
import { createRegistryClient, parsePluginAddress } from '@rolekit/sdk/host';
import { writeWhole } from '@rolekit/sdk/internal';
import {
  type BuildOptions,
  type ComposedBundle,
  composeBundle,
  type WorkspacePlugin,
  workspacePlugins,
} from '../build/index.ts';
import { findSdk } from '../build/sdk-copy.ts';
import { published } from '../registry/published-digest.ts';
import { describeError, type ErrorReport } from '../report.ts';
import { version } from '../version.ts';
import { buildSteps } from './build-steps.ts';
import { type DemoRegistry, startAfresh } from './open-registry.ts';
import { hashSources } from './sources-hash.ts';

export interface Published {
  id: string;
  version: string;
  digest: string;
  /** Absent for a plugin that only carries a connector. */
  role?: string;
  /** Connectors that it has. */
  connectors: string[];
}

/** A plugin that does not build; the others are served all the same. */
export interface Broken {
  id: string;
  error: ErrorReport;
}

export interface PublishedAll {
  demo: DemoRegistry;
  plugins: Published[];
  broken: Broken[];
  /** True when published versions had other content, so that the demo's registry was emptied first. */
  startedAfresh: boolean;
}

/** Examples are to be read and copied; the demo leaves them alone. */
export function isExample(root: string, dir: string): boolean {
  return relative(root, dir).split(sep)[0] === 'examples';
}

/**
 * Publishes every connector and plugin of the workspace that is not there yet. What the same sources gave at the start
 * before is not built again.
 */
export async function publishAll(
  root: string,
  demo: DemoRegistry,
  onStep: (text: string) => void,
): Promise<PublishedAll> {
  const all = await workspacePlugins(root);
  const sources = all.filter(({ dir }) => !isExample(root, dir));
  const memory = join(demo.dataDir, 'published.json');
  const inputs = await hashSources([...sources.map(({ dir }) => dir), ...(await builderFolders(root))], version());
  const kept = await remembered(memory, inputs);
  if (kept && (await allThere(kept, demo))) return { demo, plugins: kept, broken: [], startedAfresh: false };

  const { bundles, broken } = await composeAll(sources, onStep);
  const startedAfresh = (await Promise.all(bundles.map((bundle) => isOther(bundle, demo)))).some(Boolean);
  const target = startedAfresh ? await startAfresh(demo) : demo;
  const client = createRegistryClient({ url: target.url, token: target.token });
  const plugins: Published[] = [];
  onStep(`Publishing ${bundles.length} plugins`);
  for (const bundle of bundles) {
    const facts = factsOf(bundle);
    const { tgz } = await packBundle(bundle.files);
    await client.publish(parsePluginAddress(facts.id), tgz);
    plugins.push(facts);
  }
  if (broken.length === 0)
    await writeWhole(memory, `${JSON.stringify({ inputs, plugins }, null, 2)}\n`, { isPrivate: false });
  return { demo: target, plugins, broken, startedAfresh };
}

/** Connectors first, so that a reader of the feed sees them before what joins them. */
async function composeAll(sources: readonly WorkspacePlugin[], onStep: (text: string) => void) {
  const composed = new Map<string, Promise<ComposedBundle>>();
  const broken: Broken[] = [];
  let done = 0;
  const steps = buildSteps(onStep);
  steps.step(`Building ${sources.length} plugins`);
  const results = await Promise.all(
    sources.map(async ({ dir, id }) => {
      // one line for each that is done; that it began is no news
      const onWait: BuildOptions['onStep'] = (text, kind) => kind === 'wait' && steps.wait(id, text);
      const bundle = await composeBundle(dir, { composed, onStep: onWait }).catch((error: unknown) => {
        broken.push({ id, error: describeError(error).report });
      });
      done += 1;
      steps.built(id);
      steps.step(`${bundle ? 'Built' : 'Could not build'} ${id} (${done} of ${sources.length})`);
      return bundle;
    }),
  );
  steps.end();
  const bundles = results.filter((bundle) => bundle !== undefined);
  const rank = (bundle: ComposedBundle) => (bundle.connectors.some(({ from }) => from === 'own') ? 0 : 1);
  return { broken, bundles: bundles.toSorted((a, b) => rank(a) - rank(b) || (factsOf(a).id < factsOf(b).id ? -1 : 1)) };
}

/** What else decides the bytes of a bundle: the SDK, and the code of this command. */
async function builderFolders(root: string): Promise<string[]> {
  const { dir, fromSource } = findSdk(root);
  return [join(dir, fromSource ? 'src' : 'dist'), join(dirname(fileURLToPath(import.meta.url)))];
}

async function remembered(path: string, inputs: string): Promise<Published[] | undefined> {
  try {
    const memory: { inputs: string; plugins: Published[] } = JSON.parse(await readFile(path, 'utf8'));
    return memory.inputs === inputs ? memory.plugins : undefined;
  } catch {
    return undefined;
  }
}

async function allThere(plugins: readonly Published[], demo: DemoRegistry): Promise<boolean> {
  const client = createRegistryClient({ url: demo.url });
  const digests = await Promise.all(plugins.map((plugin) => published(client, plugin.id, plugin.version)));
  return plugins.every(({ digest }, index) => digests[index] === digest);
}

/** True when this version is already published with different content. */
async function isOther(bundle: ComposedBundle, demo: DemoRegistry): Promise<boolean> {
  const { id, version: number } = factsOf(bundle);
  const digest = await published(createRegistryClient({ url: demo.url }), id, number);
  return digest !== undefined && digest !== bundle.digest;
}

function factsOf({ manifest, digest, connectors }: ComposedBundle): Published {
  const { namespace, role } = manifest.extensions['dev.rolekit'];
  return {
    id: `${namespace}/${manifest.name}`,
    version: manifest.version,
    digest,
    ...(role === undefined ? {} : { role }),
    connectors: connectors.map(({ name }) => name),
  };
}
