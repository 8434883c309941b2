/** One page as the vendor gave it. Rows beyond the caller's limit or byte budget are kept for the next page, not lost. */
export interface ListPage<Item> {
  items: Item[];
  /** The vendor's own position of the page after this one; undefined at the end. */
  next?: string | undefined;
  /** All matching rows, where the vendor says so. */
  total?: number | undefined;
  requestId?: string | undefined;
  /**
   * The instant of the data, in UTC (`2026-11-20T12:00:00Z`), where the vendor says it: when a query ran, when a price was made.
   * @default when the vendor says that it answered, by the `Date` of its first answer
   */
  asOf?: string | undefined;
  /** Said with the result, e.g. that a filter was widened. */
  notes?: string[];
}
