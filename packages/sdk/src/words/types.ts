/** What a client says of its own business, in the groups of `words.yaml`. A group that a plugin does not define is absent. */
export interface Words {
  /** Terms by name: what people here call a thing, and what they mean by it. */
  glossary?: Record<string, Term>;
  /** Stages of a deal in their order. */
  stages?: Stage[];
  fiscalYear?: FiscalYear;
  currencies?: Currencies;
  /** Numbers and dates from which a skill or a tool decides. */
  thresholds?: Record<string, Measure>;
  /** Numbers and dates that are to be reached. */
  targets?: Record<string, Measure>;
  /** House style: how results are written. */
  style?: Record<string, Style>;
}

export interface Term {
  term: string;
  meaning: string;
  /** Other names of the same. */
  also?: string[];
}

export interface Stage {
  id: string;
  /** As the CRM shows it. */
  label: string;
  category: 'open' | 'won' | 'lost';
  /** Percent, 0 to 100. */
  probability?: number;
  /** What has to be true before a deal leaves the stage. */
  exit?: string;
}

export interface FiscalYear {
  /** 1 to 12. */
  startMonth: number;
  /** Day of that month. */
  startDay: number;
  /** The calendar year that names the fiscal year: that of its start or of its end. */
  named: 'start' | 'end';
}

export interface Currencies {
  /** ISO 4217 code in which sums are reported. */
  reporting: string;
  others?: string[];
}

export interface Measure {
  /** A number, or a date such as `2026-06-30`. */
  value: number | string;
  /** `days`, `percent`, `x`, `currency` for the reporting currency, an ISO 4217 code, or what is counted, in plural. */
  unit?: string;
  /** What an amount is counted by: `quarter`. */
  per?: string;
  min?: number;
  max?: number;
  /** For the person who sets it. */
  about: string;
}

export interface Style {
  value: string | number | string[];
  /** The values that a text may have. */
  choices?: string[];
  about: string;
}

/** One place of a shipped file that was filled with a word. */
export interface WordPlace {
  /** Bytes from the start of the shipped file. */
  offset: number;
  /** Bytes of the rendered text. */
  length: number;
  /** As it stands between the braces of the source: `thresholds.silentDays`. */
  word: string;
}

/** `words.json` of a bundle: the words in effect, and where the skills hold them. */
export interface WordsFile {
  format: 1;
  /** `sha256:<hex>` over the canonical JSON of `words`. */
  digest: string;
  words: Words;
  /** By path of the file, in the order of their offsets. */
  places: Record<string, WordPlace[]>;
}
