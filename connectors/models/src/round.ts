/** Rounds half away from zero, as a spreadsheet's ROUND does. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  // toPrecision takes off the error of the binary form, so that 1.005 rounds to 1.01
  const scaled = Number((Math.abs(value) * factor).toPrecision(15));
  return (Math.sign(value) * Math.round(scaled)) / factor;
}
