/** A row as it goes over the wire. */
export type Row = Record<string, unknown>;

/** What an id gets that is not known (no permanent id) or has no data: every field, null. */
export function emptyRow(requestId: string, fsymId: string | null, fields: readonly string[], known: Row = {}): Row {
  return { requestId, fsymId, ...Object.fromEntries(fields.map((field) => [field, null])), ...known };
}

/** A number as the vendor sends it. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}
