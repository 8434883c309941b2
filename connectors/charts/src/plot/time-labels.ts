const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MAX_LABELS = 12;

export interface Tick {
  value: number;
  /** The second line appears at the first tick and where it changes. */
  lines: string[];
}

type Grain = 'hour' | 'day' | 'month' | 'quarter' | 'year';

/** Ticks of a continuous time axis: at the data where they fit, else at weeks or beginnings of months. */
export function timeTicks(xs: readonly number[]): Tick[] {
  const grain = grainOf(xs);
  if (xs.length <= MAX_LABELS || grain === 'hour' || grain === 'year') return label(everyNth(xs), grain);
  const first = xs[0] ?? 0;
  const last = xs.at(-1) ?? first;
  if (grain === 'day' && last - first <= 120 * DAY) {
    const days = [1, 2, 7, 14].find((step) => (last - first) / (step * DAY) < MAX_LABELS) ?? 14;
    const ticks: number[] = [];
    for (let at = first; at <= last; at += days * DAY) ticks.push(at);
    return label(ticks, grain);
  }
  return label(monthStarts(first, last), grain === 'quarter' ? 'quarter' : 'month');
}

/** Ticks of an axis of bands: only the data have a place on it. */
export function timeBandTicks(xs: readonly number[]): Tick[] {
  return label(everyNth(xs), grainOf(xs));
}

function grainOf(xs: readonly number[]): Grain {
  const dates = xs.map((x) => new Date(x));
  if (xs.some((x) => x % DAY !== 0)) return 'hour';
  if (dates.some((date) => date.getUTCDate() !== 1) || xs.length < 2) return 'day';
  if (dates.every((date) => date.getUTCMonth() === 0)) return 'year';
  const step = Math.min(...xs.slice(1).map((x, index) => x - (xs[index] ?? 0)));
  return dates.every((date) => date.getUTCMonth() % 3 === 0) && step > 80 * DAY ? 'quarter' : 'month';
}

function everyNth(xs: readonly number[]): number[] {
  const step = Math.ceil(xs.length / MAX_LABELS);
  return xs.filter((_, index) => index % step === 0);
}

function monthStarts(first: number, last: number): number[] {
  const months = (last - first) / (30.44 * DAY);
  const step = [1, 2, 3, 6, 12, 24, 60].find((candidate) => months / candidate < MAX_LABELS) ?? 120;
  const from = new Date(first);
  const ticks: number[] = [];
  for (let month = 0; ; month++) {
    const at = Date.UTC(from.getUTCFullYear(), month);
    if (at > last) return ticks;
    if (at >= first && month % step === 0) ticks.push(at);
  }
}

function label(values: readonly number[], grain: Grain): Tick[] {
  let before = '';
  return values.map((value) => {
    const [main, below] = wordsOf(new Date(value), grain);
    const lines = below === '' || below === before ? [main] : [main, below];
    before = below;
    return { value, lines };
  });
}

function wordsOf(date: Date, grain: Grain): [main: string, below: string] {
  const year = String(date.getUTCFullYear());
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  if (grain === 'hour') return [date.toISOString().slice(11, 16), `${day} ${year}`];
  if (grain === 'day') return [day, year];
  if (grain === 'month') return [MONTHS[date.getUTCMonth()] ?? '', year];
  if (grain === 'quarter') return [`Q${Math.floor(date.getUTCMonth() / 3) + 1}`, year];
  return [year, ''];
}

/** A time as the alternative text says it: the day, with the hour only where there is one. */
export function timeWords(time: number): string {
  const iso = new Date(time).toISOString();
  return time % DAY === 0 ? iso.slice(0, 10) : `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
