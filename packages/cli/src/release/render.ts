import { renderSurface } from '../registry/render-surface.ts';
import { renderFindings } from '../report.ts';
import { shellWord } from '../shell-word.ts';
import type { Out } from '../terminal.ts';
import type { Released } from './release.ts';
import type { ReleasePlan } from './types.ts';

/** Each plugin with its next version, and why. */
export function renderPlan({ releases, registry, otherNotes, findings }: ReleasePlan, out: Out): void {
  renderFindings(findings, out);
  for (const release of releases.filter(({ next }) => next !== null)) {
    out.line(`${out.paint.bold(release.plugin)}  ${release.version} → ${out.paint.green(release.next ?? '')}`);
    out.table(
      [
        ...release.notes.map(({ bump, text, file }) => [bump, text.split('\n')[0] ?? '', out.paint.dim(file)]),
        ...release.joins.map(({ plugin, version }) => ['patch', `Contains ${plugin} ${version}.`]),
      ],
      '  ',
    );
    if (release.surface) renderSurface(release.surface, out);
  }
  for (const { plugin, version } of releases.filter(({ unnoted }) => unnoted))
    out.line(
      out.advice(`${plugin} is not what was published as ${version}, and no note says why: \`rolekit version add\`.`),
    );
  if (releases.every(({ next }) => next === null)) out.line('Nothing to release.');
  const alone = releases.filter(({ surface }) => surface === null).map(({ plugin }) => plugin);
  if (alone.length > 0) out.line(`By notes alone, ${reasonAlone(registry)}: ${alone.join(', ')}.`);
  if (otherNotes > 0) out.line(`Notes of npm packages, left to changesets: ${otherNotes}.`);
}

function reasonAlone(registry: string | null): string {
  return registry === null
    ? 'because nothing is there to compare with (--registry, --since)'
    : `because ${registry} has no stable version to compare with`;
}

/** The same, and what was written. */
export function renderReleased(result: Released, out: Out): void {
  renderPlan(result, out);
  if (result.written.length === 0) return;
  out.line();
  const [wrote, took] = result.dryRun ? ['would write', 'would remove'] : ['wrote', 'removed'];
  out.table([...result.written.map((file) => [wrote, file]), ...result.removed.map((file) => [took, file])]);
  if (result.dryRun) return;
  out.line();
  out.line('Next:');
  for (const release of result.releases.filter(({ next }) => next !== null)) {
    const path = release.dir === '.' ? '' : ` ${shellWord(release.dir)}`;
    if (release.recorded) out.line(`  ${out.command('test')}${path} --record`);
    out.line(`  ${out.command('publish')}${path}`);
  }
}
