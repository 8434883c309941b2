import { nearest } from '@rolekit/sdk';

/**
 * `Did you mean A or B?` for an API name that does not exist, or an empty text. Beside misspellings it finds labels
 * (`Close Date`), other cases (`close_date`), forgotten suffixes (`Region` for `Region__c`) and parts of names.
 */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const found = likely(name, candidates);
  return found.length === 0 ? '' : `Did you mean ${found.map((one) => `\`${one}\``).join(' or ')}?`;
}

function likely(name: string, candidates: readonly string[]): string[] {
  const wanted = fold(name);
  const folded = new Map(candidates.map((candidate) => [fold(candidate), candidate]));
  const same = folded.get(wanted);
  if (same !== undefined) return [same];
  const near = nearest(wanted, folded.keys());
  const parts = [...folded.keys()]
    .filter((one) => wanted.length >= 4 && one.length >= 4 && (one.includes(wanted) || wanted.includes(one)))
    .sort((a, b) => Math.abs(a.length - wanted.length) - Math.abs(b.length - wanted.length))
    .slice(0, 2);
  return [...new Set([...(near === undefined ? [] : [near]), ...parts])].map((one) => folded.get(one) ?? one);
}

function fold(name: string): string {
  return name
    .toLowerCase()
    .replace(/__[cr]$/, '')
    .replace(/[^a-z0-9]/g, '');
}
