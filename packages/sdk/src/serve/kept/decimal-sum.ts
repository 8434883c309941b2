const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Sums decimals without the error of binary fractions: 0.1 + 0.2 is 0.3, and cents of billions stay. */
export class DecimalSum {
  #units = 0n;
  #scale = 0;
  /** Of what has no plain decimal form, such as 1e300. */
  #inexact = 0;

  add(value: number | string): void {
    const [, sign, whole = '', part = ''] = DECIMAL.exec(String(value)) ?? [];
    if (sign === undefined) {
      this.#inexact += Number(value);
      return;
    }
    if (part.length > this.#scale) {
      this.#units *= 10n ** BigInt(part.length - this.#scale);
      this.#scale = part.length;
    }
    const units = BigInt(whole + part) * 10n ** BigInt(this.#scale - part.length);
    this.#units += sign === '-' ? -units : units;
  }

  /** A number when it is exact, else the digits as text. */
  value(): number | string {
    const text = this.#text();
    if (this.#inexact !== 0) return Number(text) + this.#inexact;
    const number = Number(text);
    const shown = new DecimalSum();
    shown.add(number);
    return shown.#text() === text ? number : text;
  }

  number(): number {
    return Number(this.#text()) + this.#inexact;
  }

  #text(): string {
    const digits = (this.#units < 0n ? -this.#units : this.#units).toString().padStart(this.#scale + 1, '0');
    const whole = digits.slice(0, digits.length - this.#scale);
    const part = digits.slice(digits.length - this.#scale).replace(/0+$/, '');
    return `${this.#units < 0n ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
  }
}
