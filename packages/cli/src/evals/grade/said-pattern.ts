import { DAY, dayForms, escaped } from './days.ts';
import { NUMBER, type Sayable } from './said.ts';

/**
 * A pattern, for flags `iu`, that finds a value in an answer about as `isSaid` does, for graders that know patterns only. It
 * sees the text as it is, Markdown included.
 */
export function saidPattern(value: Sayable): string {
  if (typeof value === 'number') return numberPattern(value);
  if (typeof value !== 'string') return value.map((part) => `(?=[\\s\\S]*${saidPattern(part)})`).join('');
  if (NUMBER.test(value)) return numberPattern(Number(value));
  const day = DAY.exec(value);
  return day === null ? wordsPattern(value) : `(?:${[wordsPattern(value), ...dayForms(day)].join('|')})`;
}

function wordsPattern(text: string): string {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) =>
      escaped(word)
        .replace(/['‘’]/g, "['‘’]")
        .replace(/["“”]/g, '["“”]')
        .replace(/[-‐‑–—−]/g, '[-‐‑–—−]'),
    );
  const before = /^[\p{L}\p{N}]/u.test(text.trim()) ? '(?<![\\p{L}\\p{N}])' : '';
  const after = /[\p{L}\p{N}]$/u.test(text.trim()) ? '(?![\\p{L}\\p{N}])' : '';
  // words may be set apart by Markdown
  return `${before}${words.join('[\\s*_`]+')}${after}`;
}

const SCALES: readonly (readonly [size: number, names: string])[] = [
  [1, ''],
  [1e3, '(?:k|thousand)'],
  [1e6, '(?:m|mn|mm|million)'],
  [1e9, '(?:b|bn|billion)'],
];
const MAX_DECIMALS = 6;

/** Every way to write a number that rounds to the value and has two significant digits. */
function numberPattern(value: number): string {
  const size = Math.abs(value);
  const forms = SCALES.flatMap(([scale, names]) => (scale > 1 && size < scale / 10 ? [] : formsOf(size, scale, names)));
  const sign = value < 0 ? '[-−–(]?' : '(?<![-−–]\\s?)';
  return `(?<![\\p{L}\\p{N}_.,])${sign}(?:${[...new Set(forms)].join('|')})(?![\\p{L}\\p{N}_]|[.,]\\p{N})`;
}

function formsOf(size: number, scale: number, names: string): string[] {
  const scaled = size / scale;
  return Array.from({ length: MAX_DECIMALS + 1 }, (_, decimals) => scaled.toFixed(decimals)).flatMap((text) => {
    const isExact = Math.abs(Number(text) - scaled) <= scaled * 1e-12;
    const significant = text.replace('.', '').replace(/^0+/, '').length;
    if (!isExact && significant < 2) return [];
    const [whole = '', fraction] = text.split('.');
    const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, "[,\\u00A0\\u202F’']?");
    return `${grouped}${fraction === undefined ? '' : `\\.${fraction}`}${names === '' ? '' : `\\s?${names}`}`;
  });
}
