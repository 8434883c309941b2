import { resolve } from 'node:path';
import type { Finding, RolekitError } from '@rolekit/sdk';
import { type BundleFile, bundleDigest } from '@rolekit/sdk/bundle';
import { refusedFindings, refuseErrors, withData } from '@rolekit/sdk/internal';
import {
  CONTRACT_REPORT_FILE,
  checkTestCall,
  GENERATOR,
  hostFiles,
  writeLock,
  writeTools,
} from '@rolekit/sdk/internal/plugin';
import { listWords, type Words } from '@rolekit/sdk/internal/words';
import type { ConnectorDescription, Lock, PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import { AskedServer } from './asked-server.ts';
import { withBase } from './base.ts';
import { SBOM_FILE, writeSbom } from './bill-of-materials.ts';
import { BUNDLE_ONCE } from './bundler.ts';
import { bundleConnector } from './connector.ts';
import { readReport } from './contract-report.ts';
import { fillServer } from './entry.ts';
import { ExaminedServer } from './examined-server.ts';
import { connectorPlace } from './manifest-places.ts';
import { resolveJoined } from './resolve.ts';
import { type BundledServer, bundleServer } from './server.ts';
import { LOCK_FILE, readSource, type Source } from './source.ts';
import { distinct, NOTICES_FILE, writeNotices } from './third-party.ts';
import { chooseTools } from './tools.ts';
import { inDefinition } from './typed.ts';
import type { BuildOptions, BuiltConnector, ComposedBundle, ResolvedConnector } from './types.ts';
import { checkToolWords, fillSource, readByTools, toolsOf } from './words.ts';

/**
 * Builds a plugin in memory: resolves its connectors, bundles the server and makes every host's file. Writes nothing.
 *
 * @throws RK_FINDINGS with every problem of a step at once; RK_UNREACHABLE, RK_REGISTRY, RK_DIGEST_MISMATCH
 */
export function composeBundle(path: string, options: BuildOptions = {}): Promise<ComposedBundle> {
  const dir = resolve(path);
  const composed = options.composed ?? new Map<string, Promise<ComposedBundle>>();
  const known = composed.get(dir);
  if (known) return known;
  const promise = compose(dir, { ...options, composed });
  composed.set(dir, promise);
  return promise;
}

async function compose(dir: string, options: BuildOptions): Promise<ComposedBundle> {
  const source = await readSource(dir, options.onStep);
  try {
    return await composeSource(source, options);
  } catch (error) {
    if (!source.definition) throw error;
    const findings = inDefinition(refusedFindings(error), source.definition);
    throw withData(error as RolekitError, { findings });
  }
}

async function composeSource(written: Source, options: BuildOptions): Promise<ComposedBundle> {
  const id = `${written.manifest.extensions['dev.rolekit'].namespace}/${written.manifest.name}`;
  options.onStep?.(`Building ${id}`, 'step');
  const source = await fillSource(await withBase(written, options, (other) => composeBundle(other, options)));
  const { dir, manifest, manifestText } = source;
  const { connectors, remotes } = await resolveConnectors(source, options);
  const own = connectors.filter(({ from }) => from === 'own');
  const served = { hasSkills: source.skills.length > 0, prompts: source.definition?.prompts ?? [] };

  const { bundler = BUNDLE_ONCE, examiner } = options;
  const bundled = (which: readonly ResolvedConnector[]) => bundleServer(dir, manifest, which, served, bundler);
  const server = connectors.length === 0 ? undefined : bundled(connectors);
  const filesOf = async (server: Promise<BundledServer>) => (await server).files;
  const ask = (asked: Promise<BundleFile[]>) =>
    examiner ? new ExaminedServer(source, served, { ...options, examiner }) : new AskedServer(asked, id, options);
  const askAll = server && ask(filesOf(server));
  // no connector that is joined runs in a build
  const isMixed = !examiner && own.length > 0 && own.length < connectors.length;
  const askOwn = isMixed ? ask(filesOf(bundled(own))) : own.length > 0 ? askAll : undefined;
  try {
    const descriptions = inOrder(connectors, (await askOwn?.describe()) ?? []);
    refuseErrors(nameFindings(source, connectors, descriptions), id);
    const { tools, findings } = chooseTools(manifest, manifestText, descriptions);
    refuseErrors(findings, id);
    const opening = await askAll?.opening(tools.connectors);
    const parts = { connectors, remotes, tools, server: await server, opening };
    const [composed] = await Promise.all([bundleOf(source, parts), askAll?.end(), askOwn?.end()]);
    return composed;
  } finally {
    await Promise.all([askAll?.close(), askOwn?.close()]);
  }
}

async function bundleOf(
  source: Source,
  {
    connectors,
    remotes,
    tools,
    server,
    opening,
  }: {
    connectors: readonly ResolvedConnector[];
    remotes: readonly BuiltConnector[];
    tools: ToolsFile;
    server: BundledServer | undefined;
    opening: unknown;
  },
): Promise<ComposedBundle> {
  const { dir, manifest } = source;
  const lock = lockOf(source, connectors, tools);
  const contract = await readReport(dir, manifest, tools);
  const files: BundleFile[] = [
    ...source.files,
    ...hostFiles({ manifest, skills: source.skills, tools }),
    text('tools.json', writeTools(tools)),
    ...(contract.text === undefined ? [] : [text(CONTRACT_REPORT_FILE, contract.text)]),
    text(LOCK_FILE, writeLock(lock)),
    ...(server?.files ?? []).map((file) =>
      file.path === 'server/main.mjs' ? filled(file, tools.connectors, opening, source.words) : file,
    ),
    ...(server ? materials(manifest, server, connectors) : []),
    ...joinable(connectors),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const digest = bundleDigest(files);
  const built = [...connectors.map(builtConnector), ...remotes];
  return {
    source: dir,
    manifest,
    files,
    tools,
    prompts: source.definition?.prompts ?? [],
    lock,
    connectors: built,
    verified: verifiedIn(source, connectors),
    overlay: source.base && { skills: source.skills, place: source.base.place },
    words: source.words && listWords(source.words, source.places, toolsOf(tools.connectors)),
    digest,
    findings: [
      ...source.findings,
      ...unasked(source, connectors),
      ...untested(source, tools),
      ...contract.findings,
      ...checkToolWords(source.words, tools.connectors),
    ],
  };
}

async function resolveConnectors(source: Source, options: BuildOptions) {
  const connectors: ResolvedConnector[] = [];
  const remotes: BuiltConnector[] = [];
  const problems: Finding[] = [];
  const refs = Object.entries(source.manifest.extensions['dev.rolekit'].connectors ?? {});
  for (const [name, ref] of refs.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if ('url' in ref) remotes.push({ name, from: 'remote' });
    else if ('path' in ref) {
      connectors.push({ name, from: 'own', ...(await bundleConnector(source.dir, ref.path, name)) });
    } else {
      const compose = (other: string) => composeBundle(other, options);
      const { dir, lock, base } = source;
      const resolution = await resolveJoined(name, ref, {
        source: dir,
        lock,
        pin: base?.pins.get(name),
        options,
        compose,
      });
      if ('connector' in resolution) connectors.push(resolution.connector);
      else problems.push({ ...resolution.problem, ...errorAt(source, name) });
    }
  }
  refuseErrors(problems, source.manifest.name);
  return { connectors, remotes };
}

/** The descriptions in the order of the connectors; own ones are as the server told, joined ones as their bundle says. */
function inOrder(connectors: readonly ResolvedConnector[], described: readonly ConnectorDescription[]) {
  const own = [...described];
  return connectors.flatMap(({ description }) => description ?? own.shift() ?? []);
}

/** A connector's settings and its tools are found by its name, so a plugin cannot rename it. */
function nameFindings(
  source: Source,
  connectors: readonly ResolvedConnector[],
  descriptions: readonly ConnectorDescription[],
): Finding[] {
  return connectors.flatMap(({ name }, index) => {
    const actual = descriptions[index]?.name;
    if (actual === name) return [];
    const message = `The connector is called \`${actual}\` in its code but \`${name}\` here.`;
    const fix = `Write "${actual}" as the key.`;
    return [{ code: 'build/connector-name', message, fix, ...errorAt(source, name) }];
  });
}

/** Connectors whose registry could not say whether they may still be used. */
function unasked(source: Source, connectors: readonly ResolvedConnector[]): Finding[] {
  const fix = 'Build again when the registry can be asked.';
  return connectors.flatMap(({ name, warning }) =>
    warning
      ? [{ code: 'build/status-unasked', severity: 'warning', message: warning, fix, ...placeOf(source, name) }]
      : [],
  );
}

function untested(source: Source, { connectors }: ToolsFile): Finding[] {
  return connectors.flatMap((connector) =>
    checkTestCall(connector).map((finding) => ({ ...finding, ...placeOf(source, connector.name) })),
  );
}

function errorAt(source: Source, connector: string) {
  return { severity: 'error' as const, ...placeOf(source, connector) };
}

function placeOf({ manifestText }: Source, connector: string) {
  const place = connectorPlace(manifestText, connector);
  return { file: 'plugin.json', ...place };
}

function lockOf(
  { base }: Source,
  connectors: readonly ResolvedConnector[],
  tools: { toolsetDigest: string; tokens: number },
): Lock {
  const joined = connectors.flatMap(({ name, lock }) => (lock ? [[name, lock] as const] : []));
  return {
    format: 1,
    generator: GENERATOR,
    ...(base ? { base: base.locked, origins: base.origins } : {}),
    connectors: Object.fromEntries(joined),
    toolsetDigest: tools.toolsetDigest,
    tokens: tools.tokens,
  };
}

/** A plugin of one connector's own code carries that code, for other plugins to join. */
function joinable(connectors: readonly ResolvedConnector[]): BundleFile[] {
  const [only, ...more] = connectors;
  return only?.from === 'own' && more.length === 0 ? [text('connector.mjs', only.code)] : [];
}

/** What of others is in the server, for tools and for people. */
function materials(
  manifest: PluginManifest,
  { packages }: BundledServer,
  connectors: readonly ResolvedConnector[],
): BundleFile[] {
  const all = distinct([...packages, ...connectors.flatMap((connector) => connector.packages)]);
  return [text(SBOM_FILE, writeSbom(manifest, distinct(packages), connectors)), text(NOTICES_FILE, writeNotices(all))];
}

function builtConnector({ name, from, lock }: ResolvedConnector): BuiltConnector {
  if (!lock) return { name, from };
  return { name, from, plugin: lock.plugin, version: lock.version, digest: lock.digest };
}

/** By plugin and version. */
function verifiedIn({ base }: Source, connectors: readonly ResolvedConnector[]): ComposedBundle['verified'] {
  const locked = [...(base ? [{ lock: base.locked, verified: base.verified }] : []), ...connectors];
  return Object.fromEntries(
    locked.flatMap(({ lock, verified }) =>
      lock === undefined || verified === undefined ? [] : [[`${lock.plugin}@${lock.version}`, verified]],
    ),
  );
}

function filled(
  { path, bytes }: BundleFile,
  descriptions: readonly ConnectorDescription[],
  opening: unknown,
  words: Words | undefined,
): BundleFile {
  const code = new TextDecoder().decode(bytes);
  return text(path, fillServer(code, descriptions, opening, words && readByTools(descriptions, words)));
}

function text(path: string, content: string): BundleFile {
  return { path, bytes: new TextEncoder().encode(content) };
}
