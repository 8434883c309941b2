/** The demo company's own record ids: a kind and a number in order of creation, `acc-0007`. */
export type RecordKind = 'acc' | 'con' | 'opp' | 'tsk' | 'evt' | 'cas' | 'led';

const WIDTH: Readonly<Record<RecordKind, number>> = { acc: 4, con: 4, opp: 4, tsk: 5, evt: 5, cas: 4, led: 4 };

/** Makes the id of the record at a position (from 0). */
export function recordId(kind: RecordKind, index: number): string {
  return `${kind}-${String(index + 1).padStart(WIDTH[kind], '0')}`;
}
