import type { Approval, ApprovalDetail } from '@rolekit/sdk/wire';
import type { Out } from '../terminal.ts';
import { componentCells, hostName } from './components.ts';
import { renderSurface } from './render-surface.ts';

/** In what state a version is, in a few words. */
export function waitingFor({ state, publishedBy, until, decidedBy, reason }: Approval): string {
  const sent = `sent by ${publishedBy}`;
  if (state === 'waiting') return `waits until ${until.slice(0, 10)}, ${sent}`;
  if (state === 'expired') return `waited too long, ${sent}`;
  return `${state} by ${decidedBy ?? 'somebody'}${reason === null ? '' : ` (${reason})`}, ${sent}`;
}

/** Everything that somebody sees before they decide about a version. */
export function renderApproval(approval: ApprovalDetail, out: Out): void {
  const { id, version, digest, surface, components, hosts, folders, remotes, findings, tooLow } = approval;
  out.line(`${out.paint.bold(`${id}@${version}`)}  ${waitingFor(approval)}`);
  out.table([
    ['digest', digest],
    ...originRows(approval, out),
    ['network', hosts.length === 0 ? 'none' : hosts.map(hostName).join(', ')],
    [
      'folders',
      folders.length === 0 ? 'none' : folders.map(({ folder, access }) => `${folder} (${access})`).join(', '),
    ],
    ...(remotes.length === 0 ? [] : [['remote', `${remotes.join(', ')}, which nothing here governs`]]),
    ...(approval.waiver === null ? [] : [['waiver', approval.waiver]]),
    ['page', approval.url],
  ]);
  if (surface === null) out.line('It is the first version.');
  else renderSurface(surface, out);
  section(
    'What hosts run of it',
    components.map((component) => [...componentCells(component), component.isNew ? 'new' : '']),
    out,
  );
  section(
    'Findings',
    [...tooLow, ...findings].map(({ severity, code, message }) => [severity, code, message]),
    out,
  );
  for (const { name, change, lines, truncated } of approval.instructions) {
    out.line(out.paint.dim(`${change}: ${name}`));
    for (const line of lines) out.line(`  ${line}`);
    if (truncated) out.line('  … (more on its page)');
  }
  if (approval.moreInstructions > 0) out.line(`${approval.moreInstructions} more texts changed: see its page.`);
  if (approval.state === 'waiting' && approval.mayApprove)
    out.line(`Approve it with \`rolekit approve ${id}@${version} --digest ${digest}\`, or reject it.`);
}

/** Who sent it: a person or a machine by a token, or the run of a CI as the registry signed it. */
function originRows({ publisher, publishedBy, provenance, provenanceProblem }: ApprovalDetail, out: Out): string[][] {
  if (provenanceProblem !== null) return [['origin', out.paint.red(provenanceProblem)]];
  if (provenance === null)
    return [['origin', publisher === 'account' ? `${publishedBy}, with a token` : `the token ${publishedBy}`]];
  const { issuer, repository, workflow, commit, environment, run } = provenance;
  return [
    ['issuer', issuer],
    ['repository', repository],
    ['workflow', workflow],
    ...Object.entries({ commit, environment, run }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  ];
}

function section(title: string, rows: string[][], out: Out): void {
  if (rows.length === 0) return;
  out.line(out.paint.dim(title));
  out.table(rows, '  ');
}
