import type { Context } from '../context.ts';
import type { VersionSubject } from '../store/catalogue.ts';

/** The page on which a version is approved. */
export function approvalUrl(
  { namespace, name, version }: VersionSubject,
  { publicUrl }: Pick<Context, 'publicUrl'>,
): string {
  return `${publicUrl()}/approvals/${namespace}/${name}/${encodeURIComponent(version)}`;
}
