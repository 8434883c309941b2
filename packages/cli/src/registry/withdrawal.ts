import type { VersionSummary } from '@rolekit/sdk/host';
import type { Out } from '../terminal.ts';

/** What was parts of a version after it was published. */
export type Withdrawal = Pick<VersionSummary, 'yanked' | 'yankedBy' | 'yankedAt' | 'deprecated'>;

/** Why a version was yanked, by whom and when; undefined when it was not. */
export function yankText({ yanked, yankedBy, yankedAt }: Withdrawal): string | undefined {
  return yanked === null ? undefined : `${yanked}${signature(yankedBy, yankedAt)}`;
}

/** The same of its deprecation, with what to use instead. */
export function deprecationText({ deprecated }: Withdrawal): string | undefined {
  if (deprecated === null) return undefined;
  const { message, replacement, by, at } = deprecated;
  return `${message}${replacement === null ? '' : ` Use ${replacement} instead.`}${signature(by, at)}`;
}

/** Rows of a table about a version; none when nothing was parts of it. */
export function withdrawalRows(version: Withdrawal, { paint }: Out): string[][] {
  const yanked = yankText(version);
  const deprecated = deprecationText(version);
  return [
    ...(yanked === undefined ? [] : [['yanked', paint.red(yanked)]]),
    ...(deprecated === undefined ? [] : [['deprecated', paint.yellow(deprecated)]]),
  ];
}

function signature(by: string | null, at: string | null): string {
  const parts = [...(by === null ? [] : [`by ${by}`]), ...(at === null ? [] : [at.slice(0, 10)])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
