import { homedir } from 'node:os';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { refuseErrors } from '@rolekit/sdk/internal';
import { baseRefOf, composeOverlay, resolveBase } from '../overlay/index.ts';
import { nearestPlaceInManifest } from './manifest-places.ts';
import { registryFor } from './resolve.ts';
import type { Source } from './source.ts';
import type { BuildOptions, ComposedBundle } from './types.ts';
import { clientWords } from './words.ts';
import { workspacePlugins } from './workspace.ts';

/**
 * A source with what it takes of its base; the same for a plugin without one.
 *
 * @throws RK_FINDINGS with every problem of the base or of what differs from it; what the registry throws
 */
export async function withBase(
  source: Source,
  options: BuildOptions,
  compose: (dir: string) => Promise<ComposedBundle>,
): Promise<Source> {
  const ref = baseRefOf(source.manifest);
  if (ref === undefined) return source;
  const { dir, manifest, manifestText } = source;
  const id = `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`;
  const place = (path: readonly (string | number)[]) => ({
    file: 'plugin.json',
    ...nearestPlaceInManifest(manifestText, path),
  });
  const near = (await workspacePlugins(dir)).filter((plugin) => plugin.dir !== dir && plugin.id !== id);
  const [namespace = ''] = ref.plugin.split('/');
  const found = await resolveBase(ref, {
    id,
    near,
    compose,
    registry: registryFor(namespace, options),
    isMapped: options.registries?.has(namespace) ?? false,
    home: options.home ?? homedir(),
    locked: options.update ? undefined : source.lock?.base,
    onStep: options.onStep,
  });
  const ofBase = ['extensions', 'dev.rolekit', 'extends', 'plugin'];
  if ('problem' in found) {
    const finding: Finding = { severity: 'error', ...found.problem, ...place(ofBase) };
    refuseErrors([finding], id);
    throw new RolekitError('RK_INTERNAL', { what: id, reference: 'no base and no finding' });
  }
  const { base } = found;
  const placed = base.findings.map((finding) => ({ ...finding, ...place(ofBase) }));
  const composition = await composeOverlay(
    { dir, manifest, files: source.files, place },
    { ...base, findings: placed },
  );
  // what an own skill links may be a file of the base
  const own = source.findings.filter(({ code }) => code !== 'skill/link');
  const { findings: ofWords, ...words } = await clientWords(dir, composition.words, composition.files);
  const findings = [...composition.findings, ...ofWords.map(composition.place)];
  refuseErrors(findings, id);
  const { pins, origins, files, skills } = composition;
  return {
    ...source,
    manifest: composition.manifest,
    files,
    skills,
    words: words.words,
    places: words.places,
    findings: [...own, ...findings],
    base: { pins, origins, place: composition.place, locked: base.locked, verified: base.verified },
  };
}
