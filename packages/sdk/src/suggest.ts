/** The candidate nearest to a mistyped name, when one is near enough to be meant. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const folded = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(folded.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(folded, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A name, and the label that people know it by. */
export interface Named {
  name: string;
  label: string;
}

const MIN_PART_LENGTH = 4;

/**
 * `Did you mean x?`, or nothing. Beside misspellings it finds other spellings (`close_date` for `CloseDate`), labels
 * (`Close Date`) and parts of names (`Region` for `Region__c`).
 *
 * @param candidates names, or names with the labels that people know
 */
export function didYouMean(name: string, candidates: Iterable<string | Named>): string {
  const folded = fold(name);
  const known = [...candidates].map((candidate) =>
    typeof candidate === 'string' ? { name: candidate, label: candidate } : candidate,
  );
  const spellings = new Map(
    known.flatMap((candidate) => [candidate.label, candidate.name].map((text) => [fold(text), candidate] as const)),
  );
  const found = folded === '' ? [] : likely(folded, spellings);
  const shown = found.map(
    (candidate) => `\`${candidate.name}\`${candidate.label === candidate.name ? '' : ` (${candidate.label})`}`,
  );
  return shown.length === 0 ? '' : `Did you mean ${shown.join(' or ')}?`;
}

/** A name that does not exist, with what was likely meant: `` `stge` (Did you mean `stage`?) ``. */
export function unknownName(name: string, candidates: Iterable<string | Named>): string {
  const guess = didYouMean(name, candidates);
  return `\`${name}\`${guess ? ` (${guess})` : ''}`;
}

function likely(folded: string, spellings: ReadonlyMap<string, Named>): Named[] {
  const item = spellings.get(folded) ?? spellings.get(nearest(folded, spellings.keys()) ?? '');
  if (item) return [item];
  const parts = [...spellings]
    .filter(([text]) => Math.min(text.length, folded.length) >= MIN_PART_LENGTH)
    .filter(([text]) => text.includes(folded) || folded.includes(text))
    .sort(([a], [b]) => Math.abs(a.length - folded.length) - Math.abs(b.length - folded.length));
  return [...new Set(parts.map(([, named]) => named))].slice(0, 2);
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Levenshtein distance with swaps of neighbours counted as one; stops counting at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
