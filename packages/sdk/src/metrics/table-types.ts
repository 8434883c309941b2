/** A value as a tool's handler gives it: one metric of one company, person or thing, and all that is to be known of it. */
export interface MetricRow {
  id: string;
  name?: string | undefined;
  /** Absent in a row that says what became of the id as a whole. */
  metric?: string | undefined;
  /** Absent where there is none; null where it is not meaningful (n.m.). */
  value?: MetricValue | undefined;
}

export type MetricValue = number | string | null;

/** Which fields of the rows tell values of one metric apart, and which are values themselves. */
export interface MetricLayout {
  /** Fields by which one metric of one id has several values: its period, its version. */
  by: readonly string[];
  /** Fields that belong to one value alone, such as `high` and `low`: they become columns of their own, `SALES.high`. */
  measures?: readonly string[];
}

/** What is known of values beside the values: unit, scale, currency, period, source. */
export type Attributes = Record<string, unknown>;

/** One line of the table. Its attributes hold for all its values, but for what a footnote says. */
export interface MetricLine extends Attributes {
  id: string;
  name?: string;
  /** By metric, `SALES.high` for a measure of it. */
  values?: Record<string, MetricValue>;
  /** Numbers of footnotes, by metric. A metric that has one and no value has none, for the reason that the footnote gives. */
  marks?: Record<string, number>;
}

/** Metrics that have the same attributes. */
export interface MetricColumns extends Attributes {
  metrics: string[];
  /** Attributes of a line, or of all, that do not hold for these. */
  without?: string[];
}

/** Values of metrics as a table: each attribute is said once, where it holds for most, and footnotes say what differs. */
export interface MetricTable {
  items: MetricLine[];
  /** Holds for every value. */
  common?: Attributes;
  columns?: MetricColumns[];
  /** Holds for every line of an id, its name too, by id; where ids have several lines. */
  ids?: Record<string, Attributes>;
  /** By number. `null` for an attribute that does not hold. */
  footnotes?: Record<string, Attributes>;
}

/** Fields of a row that have a place of their own in the table. */
export const OWN_FIELDS: ReadonlySet<string> = new Set(['id', 'name', 'metric', 'value']);
