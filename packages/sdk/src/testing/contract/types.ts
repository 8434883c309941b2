import type { Recording } from '../recordings/types.ts';
import type { StartSandbox } from '../sandbox.ts';

/** How much is asked of a connector: each level holds those before it. */
export const LEVELS = ['basic', 'standard', 'strict'] as const;
export type Level = (typeof LEVELS)[number];

/** Version of the suite: a higher one has other checks, or asks more of them. */
export const SUITE_VERSION = 3;

/** A check that need not hold, and why; shown in the report. */
export interface Waiver {
  /** Id of the check. */
  check: string;
  /** Only for this tool. */
  tool?: string;
  reason: string;
}

export interface Budgets {
  /** Bytes of one tool's input schema. @default 8192 */
  inputSchemaBytes: number;
  /** Bytes of one tool's output schema. @default 16384 */
  outputSchemaBytes: number;
  /** Estimated tokens of one tool's definition. @default 1000 */
  toolTokens: number;
  /** Estimated tokens of all tools that are on by default. @default 6000 */
  connectorTokens: number;
}

export interface ContractOptions {
  /** @default 'standard' */
  level?: Level;
  /** Starts the connector's sandbox; for a plugin of several, by connector. Without one, what needs a vendor is skipped. */
  sandbox?: StartSandbox | Readonly<Record<string, StartSandbox>>;
  /**
   * What a live API answered, by connector: it stands in for the sandbox. Checks that need more than what was recorded are
   * skipped, and say so.
   */
  recordings?: Readonly<Record<string, Recording>>;
  waivers?: readonly Waiver[];
  /** For generated input and faults; printed with the report. @default 1 */
  seed?: number;
  /** Folder of the built plugin; its server is started and called over stdio. */
  bundle?: string;
  budgets?: Partial<Budgets>;
  /** Run only these checks, by id. */
  only?: readonly string[];
  onStep?(text: string): void;
}

export type Status = 'passed' | 'failed' | 'waived' | 'skipped';

export interface CheckResult {
  /** Stable id of the check, e.g. `pagination`. */
  check: string;
  /** What must hold, as a sentence about `of`. */
  title: string;
  /** The tool, or the connector. */
  of: string;
  status: Status;
  /** What was found, of a failed or waived check. */
  problem?: string;
  /** Why it was waived or skipped. */
  reason?: string;
}

/** What came of a contract suite. */
export interface ContractReport {
  format: 1;
  connectors: string[];
  level: Level;
  seed: number;
  /** Connectors that were tested over recordings. */
  recorded: string[];
  /** Nothing failed. */
  passed: boolean;
  results: CheckResult[];
  waivers: (Waiver & { used: boolean })[];
  ms: number;
}
