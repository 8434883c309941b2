import semver from 'semver';
import type { SurfaceReport } from '../host/registry-wire.ts';
import { compareSurface, componentsOf, leastVersion, surfaceOf, tooLow } from '../surface/index.ts';
import { approvalOf, compareReads, compareWrites } from './access.ts';
import { compareWords } from './client-words.ts';
import { visible } from './line-diff.ts';
import { compareRuns } from './runs.ts';
import { compareSettings } from './settings.ts';
import { fileChanges } from './texts.ts';
import { compareTold } from './told.ts';
import type { Change, ComparedPlugin, Content, PluginDifference } from './types.ts';

const MAX_REASONS = 5;
/** What a build makes of the rest; it says nothing of its own. */
const MADE =
  /^(?:plugin\.json|tools\.json|words\.json|rolekit\.lock\.json|contract-report\.json|connector\.mjs|server\/.*|skills\/.*|\..*)$/;

/** What the new version does otherwise than the old one, in words for people who do not program. */
export function comparePlugins(before: Content, after: Content): PluginDifference {
  const [old, now] = [sideOf(before), sideOf(after)];
  const surface = compareSurface({ ...surfaceOf(before), version: old.version }, surfaceOf(after));
  const same = old.digest === now.digest;
  return {
    before: old,
    after: now,
    same,
    reads: shown(compareReads(before, after)),
    writes: shown(compareWrites(before, after)),
    approval: approvalOf(after),
    runs: shown(compareRuns(before, after)),
    told: shown(compareTold(before, after, surface)),
    words: shown(compareWords(before, after)),
    settings: shown(compareSettings(before, after)),
    cost: {
      tools: { before: before.tools.tokens, after: after.tools.tokens },
      skills: { before: skillTokens(before), after: skillTokens(after) },
    },
    version: same || old.plugin !== now.plugin ? null : versionOf(surface, now.version),
    files: shown(otherFiles(before, after)),
  };
}

function sideOf({ manifest, digest }: Content): ComparedPlugin {
  return {
    plugin: `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`,
    version: manifest.version,
    digest,
  };
}

function versionOf(surface: SurfaceReport, version: string): PluginDifference['version'] {
  const least = leastVersion(surface);
  const reasons = surface.changes.filter(({ level }) => level === surface.level).map(({ message }) => visible(message));
  const more = reasons.length - MAX_REASONS;
  return {
    least,
    isEnough: semver.gt(version, surface.comparedWith) && tooLow(surface, version).length === 0,
    reasons: more > 0 ? [...reasons.slice(0, MAX_REASONS), `And ${more} more.`] : reasons,
  };
}

/** As with tools: a quarter of the characters. */
function skillTokens({ files }: Content): number {
  const texts = files.filter(({ path }) => /^skills\/[^/]+\/(?:SKILL|references\/.+)\.md$/.test(path));
  return Math.ceil(texts.reduce((sum, { bytes }) => sum + new TextDecoder().decode(bytes).length, 0) / 4);
}

function otherFiles(before: Content, after: Content): Change[] {
  const parts = [...componentsOf(before.manifest), ...componentsOf(after.manifest)].map(({ path }) => path);
  const isOther = (path: string) =>
    !MADE.test(path) && !parts.some((part) => path === part || path.startsWith(`${part}/`));
  return fileChanges(before, after, isOther).map(({ change, text }) => ({ change, text }));
}

function shown(changes: readonly Change[]): Change[] {
  return changes.map(({ change, text, passages }) => ({
    change,
    text: visible(text),
    ...(passages ? { passages: passages.map((each) => ({ ...each, section: visible(each.section) })) } : {}),
  }));
}
