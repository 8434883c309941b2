import { renderFindings } from '../report.ts';
import type { Out } from '../terminal.ts';
import type { ActionResult } from './actions.ts';

/** Prints what an action found or did. */
export function renderAction(result: ActionResult, out: Out): void {
  const { paint } = out;
  switch (result.action) {
    case 'set':
    case 'clear': {
      const { registry, dryRun, changed, refused } = result;
      const done = changed ? paint.green('set') : 'unchanged';
      out.line(`${dryRun ? paint.yellow('dry run') : done}  the policy of ${registry}`);
      if (result.action === 'set') out.line(`It refuses ${refused.count} published versions.`);
      for (const { id, version, reason } of refused.versions) out.line(`  ${paint.red(`${id}@${version}`)}  ${reason}`);
      return;
    }
    case 'history':
      if (result.policies.length === 0) out.line(`Nobody ever set a policy of ${result.registry}.`);
      out.table(
        result.policies.map(({ at, by, policy }) => [at, by, policy === null ? 'everything' : JSON.stringify(policy)]),
      );
      return;
    case 'sync': {
      const { registry, owner, isAllowedAll, expiresAt, plugins } = result;
      const what = isAllowedAll
        ? 'allows everything'
        : `is of ${owner ?? 'its administrators'}, good until ${expiresAt}`;
      out.line(`${paint.green('fetched')}  the policy of ${registry} ${what}; ${plugins} plugins known`);
      return;
    }
    case 'export':
      for (const { path, written, text } of result.files) {
        if (written === null) out.line(`${paint.dim('#')} ${path}\n${text}`);
        else out.line(`${paint.green('written')}  ${written}`);
      }
      out.line(`What ${result.host} does not keep by itself:`);
      for (const line of result.notKept) out.line(`  ${line}`);
      return;
    case 'check':
      if (result.findings.length === 0) out.line('This machine is as the policies ask.');
      else renderFindings(result.findings, out);
  }
}
