/** The id of a demo user: `usr-04` is `U0BM00004`. */
export function idOfDemoUser(demoId: string): string {
  return idOf('U', numberOf(demoId));
}

/** The id of a customer in a shared channel: `con-0002` is `U0BX00002`. */
export function idOfDemoContact(demoId: string): string {
  return `U0BX${String(numberOf(demoId)).padStart(5, '0')}`;
}

/** The id of a customer's own workspace: `acc-0001` is `T0BX00001`. */
export function idOfDemoAccount(demoId: string): string {
  return `T0BX${String(numberOf(demoId)).padStart(5, '0')}`;
}

/** The id of a demo file: `fil-01` is `F0BM00001`. */
export function idOfDemoFile(demoId: string): string {
  return idOf('F', numberOf(demoId));
}

export function idOf(prefix: 'U' | 'C' | 'F' | 'Q', number: number): string {
  return `${prefix}0BM${String(number).padStart(5, '0')}`;
}

/** A number that no id of them has. */
export function nextNumber(ids: Iterable<string>): number {
  return 1 + Math.max(0, ...[...ids].map((id) => Number(id.slice(-5))));
}

function numberOf(demoId: string): number {
  return Number(demoId.replace(/^\D+/, ''));
}
