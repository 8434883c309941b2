/** ISO dates of a range at one of the vendor's frequencies, oldest first. */
export function datesAt(frequency: string, start: string, end: string): string[] {
  const dates: string[] = [];
  const day = new Date(`${start}T00:00:00Z`);
  const anchor = day.getUTCDate();
  for (let step = 1; iso(day) <= end; step += 1) {
    const weekday = day.getUTCDay();
    if (!(frequency === 'D' && (weekday === 0 || weekday === 6))) dates.push(iso(day));
    if (frequency === 'D') day.setUTCDate(day.getUTCDate() + 1);
    else if (frequency === 'W') day.setUTCDate(day.getUTCDate() + 7);
    else moveMonths(day, start, anchor, step * ({ AM: 1, AQ: 3, AY: 12 }[frequency] ?? 1));
  }
  return dates;
}

/** Sets `day` to the start moved by months, on the same day of the month or its last. */
function moveMonths(day: Date, start: string, anchor: number, months: number): void {
  const first = new Date(`${start.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  day.setTime(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(anchor, last)));
}

/** The weekday before a day. */
export function previousWeekday(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  do day.setUTCDate(day.getUTCDate() - 1);
  while (day.getUTCDay() === 0 || day.getUTCDay() === 6);
  return iso(day);
}

function iso(day: Date): string {
  return day.toISOString().slice(0, 10);
}
