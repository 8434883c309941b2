import type { ToolsFile } from '@rolekit/sdk/plugin';
import type { SurfaceChange, SurfaceReport } from '@rolekit/sdk/wire';
import semver from 'semver';
import type { Finding } from '../archive-finding.ts';
import type { Baseline, StoredSkill } from '../store/catalogue.ts';
import { compareComponents } from './components.ts';
import { compareFolders } from './folders.ts';
import { change, compareTools } from './tools.ts';

export { componentsOf } from './components.ts';
export { foldersOf } from './folders.ts';

type Level = SurfaceReport['level'];
const STEP: Record<Level, number> = { patch: 0, minor: 1, major: 2 };

/** What the new version changed for those who use the published one. */
export function compareSurface(
  before: Baseline,
  after: Pick<Baseline, 'components' | 'tools'> & { skills: readonly Pick<StoredSkill, 'name' | 'digest'>[] },
): SurfaceReport {
  const changes = [
    ...compareTools(before.tools, after.tools),
    ...compareHosts(before.tools, after.tools),
    ...compareFolders(before.tools, after.tools),
    ...compareComponents(before.components, after.components),
    ...compareSettings(before.tools, after.tools),
    ...compareSkills(before.skills, after.skills),
  ].sort((a, b) => STEP[b.level] - STEP[a.level]);
  return {
    comparedWith: before.version,
    level: changes[0]?.level ?? 'patch',
    instructionsChanged: changes.some(({ instructions }) => instructions),
    changes,
  };
}

function compareHosts(before: ToolsFile, after: ToolsFile): SurfaceChange[] {
  const had = new Set(hostsOf(before));
  const has = new Set(hostsOf(after));
  return [
    ...[...has]
      .filter((host) => !had.has(host))
      .map((host) => change('major', 'host-added', host, `The network host ${host} is new.`)),
    ...[...had]
      .filter((host) => !has.has(host))
      .map((host) => change('patch', 'host-removed', host, `The network host ${host} is no longer reached.`)),
  ];
}

/** Network hosts of all connectors, sorted. */
export function hostsOf(tools: ToolsFile): string[] {
  return [...new Set(tools.connectors.flatMap((connector) => connector.hosts))].sort();
}

function compareSettings(before: ToolsFile, after: ToolsFile): SurfaceChange[] {
  const known = new Set(before.connectors.map(({ name }) => name));
  const had = settingsOf(before.connectors);
  // A connector that is new altogether brings its settings with its tools: nobody relied on it without them.
  return [...settingsOf(after.connectors.filter(({ name }) => known.has(name)))].flatMap(([name, required]) => {
    if (required && had.get(name) !== true)
      return [change('major', 'setting-required', name, `The setting ${name} is required now.`)];
    return had.has(name) ? [] : [change('minor', 'setting-added', name, `The optional setting ${name} is new.`)];
  });
}

function settingsOf(connectors: ToolsFile['connectors']): Map<string, boolean> {
  return new Map(
    connectors.flatMap(({ name, config }) => config.map((field) => [`${name}.${field.name}`, field.required] as const)),
  );
}

function compareSkills(
  before: readonly Pick<StoredSkill, 'name' | 'digest'>[],
  after: readonly Pick<StoredSkill, 'name' | 'digest'>[],
): SurfaceChange[] {
  const had = new Map(before.map(({ name, digest }) => [name, digest]));
  const has = new Map(after.map(({ name, digest }) => [name, digest]));
  const changes: SurfaceChange[] = [];
  for (const [name, digest] of has) {
    const was = had.get(name);
    if (was === undefined) changes.push(change('patch', 'skill-added', name, `The skill ${name} is new.`, true));
    else if (was !== digest)
      changes.push(change('patch', 'instructions-changed', name, `Instructions of the skill ${name} changed.`, true));
  }
  for (const name of had.keys())
    if (!has.has(name)) changes.push(change('patch', 'skill-removed', name, `The skill ${name} was removed.`, true));
  return changes;
}

/** The step from one version to a higher one. Below 1.0.0 a minor step breaks and a patch step adds, as ranges read it. */
export function stepOf(from: string, to: string): Level {
  const [a, b] = [semver.parse(from), semver.parse(to)];
  if (a === null || b === null || a.major !== b.major) return 'major';
  if (a.major > 0) return a.minor !== b.minor ? 'minor' : 'patch';
  if (a.minor !== b.minor) return 'major';
  return a.minor === 0 && a.patch !== b.patch ? 'major' : 'minor';
}

/** One finding for each change that needs a higher version than this one. */
export function tooLow(report: SurfaceReport, version: string): Finding[] {
  const step = stepOf(report.comparedWith, version);
  return report.changes
    .filter(({ level }) => STEP[level] > STEP[step])
    .map((reason) => ({
      code: `surface/${reason.kind}`,
      severity: 'error',
      message: `${reason.message} That is a ${reason.level} change, but ${report.comparedWith} → ${version} is a ${step} step.`,
      file: 'tools.json',
      fix: `Publish it as ${nextVersion(report)} or higher, or waive it with a reason: \`rolekit publish --waiver <reason>\`.`,
    }));
}

function nextVersion({ comparedWith, level }: SurfaceReport): string {
  const early = semver.major(comparedWith) === 0;
  const step = early ? (level === 'major' ? 'minor' : 'patch') : level;
  return semver.inc(comparedWith, step) ?? comparedWith;
}
