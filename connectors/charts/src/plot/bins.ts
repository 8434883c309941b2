export interface Bin {
  from: number;
  to: number;
  count: number;
}

const MAX_BINS = 40;

/** Equal ranges with round ends, as wide as Freedman and Diaconis advise. */
export function histogramBins(values: readonly number[]): { bins: Bin[]; step: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const spread = at(1) - at(0);
  const advised = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length);
  const step = roundStep(Math.max(advised, spread / MAX_BINS) || spread / Math.ceil(Math.log2(sorted.length) + 1));
  const first = Math.floor(at(0) / step + 1e-9);
  const count = Math.max(1, Math.ceil(at(1) / step - 1e-9) - first);
  const edge = (index: number): number => Number(((first + index) * step).toPrecision(12));
  const bins = Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1), count: 0 }));
  for (const value of sorted) {
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor(value / step + 1e-9) - first))];
    if (bin) bin.count++;
  }
  return { bins, step };
}

/** The next 1, 2, 2.5 or 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 2.5, 5].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(12));
}
