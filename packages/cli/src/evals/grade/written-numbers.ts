/** A number as a text has it. */
interface WrittenNumber {
  value: number;
  /** Half of the unit of its last digit: 50 for 1.2k. */
  half: number;
  significant: number;
  percent: boolean;
}

const SCALE: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  mm: 1e6,
  million: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  tn: 1e12,
  trillion: 1e12,
};

const NUMBER =
  /(?<![\p{L}\p{N}_.,])(?<sign>[-−–]\s?)?(?<open>\()?(?:[$€£¥]|[A-Z]{3}\s)?(?<digits>\d{1,3}(?:[,\u00A0\u202F’']\d{3})+|\d+)(?<decimals>\.\d+)?(?:\s?(?<scale>thousand|million|billion|trillion|mn|mm|bn|tn|[kmb]))?(?![\p{L}\p{N}_])(?<percent>\s?%)?(?<close>\))?/giu;

/**
 * True when a text has a number that stands for a value: 480,000, 480000.00 and 480k all stand for 480000. A number stands
 * for the values that round to it, if it has two significant digits; the sign of a negative one may be said in words.
 *
 * @param tolerance how far the value itself may be missed besides
 */
export function hasNumber(text: string, value: number, tolerance = 0): boolean {
  return numbersIn(text).some((written) => {
    const fits = (expected: number) => standsFor(written, expected, tolerance);
    const isNear = fits(value) || (value < 0 && fits(-value));
    // a share of 0.218 is said as 21.8 %
    return isNear || (written.percent && Math.abs(value) < 1 && fits(value * 100));
  });
}

function standsFor({ value, half, significant }: WrittenNumber, expected: number, tolerance: number): boolean {
  const rounding = significant >= 2 ? half : 0;
  return Math.abs(value - expected) <= rounding + tolerance + Math.abs(expected) * Number.EPSILON * 4;
}

function numbersIn(text: string): WrittenNumber[] {
  return [...text.matchAll(NUMBER)].map(({ groups = {} }) => {
    const { sign, open, close, digits = '', decimals = '', scale, percent } = groups;
    const unit = SCALE[scale?.toLowerCase() ?? ''] ?? 1;
    const plain = digits.replace(/\D/g, '') + decimals;
    const negative = sign !== undefined || (open !== undefined && close !== undefined);
    return {
      value: Number(plain) * unit * (negative ? -1 : 1),
      half: (unit * 10 ** -Math.max(0, decimals.length - 1)) / 2,
      significant: plain.replace('.', '').replace(/^0+/, '').length,
      percent: percent !== undefined,
    };
  });
}
