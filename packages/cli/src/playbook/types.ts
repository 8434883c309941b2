import { z } from 'zod';

/** What a value must be. All of those given must hold. */
const CONDITION = {
  equals: z.unknown().optional(),
  /** For numbers: how far `equals` may be missed. */
  tolerance: z.number().min(0).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** Part of a text, or an element of a list. */
  contains: z.unknown().optional(),
};

const NAME = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and `_`');

const EXPECTATION = z.strictObject({ path: z.string().min(1), ...CONDITION });

const ERROR_KINDS = [
  'not_connected',
  'auth_expired',
  'forbidden',
  'not_found',
  'invalid_request',
  'conflict',
  'rate_limited',
  'too_large',
  'timeout',
  'cancelled',
  'upstream_unavailable',
  'approval_required',
  'approval_refused',
] as const;

const STEP = z.strictObject({
  id: NAME.optional(),
  /** Name of the tool. */
  call: z.string().min(1),
  /** Its arguments; texts may hold `${…}`. */
  with: z.record(z.string(), z.unknown()).default({}),
  /** What the person answers when a write asks. Without it nobody can be asked. */
  approve: z.enum(['accept', 'decline', 'cancel']).optional(),
  /** Name → expression over the result. */
  capture: z.record(NAME, z.string().min(1)).default({}),
  expect: z.array(EXPECTATION).default([]),
  /** The call must fail, with an error of this kind. */
  expectError: z.enum(ERROR_KINDS).optional(),
});

const FACT = z.strictObject({
  name: z.string().min(1),
  value: z.string().min(1),
  ...CONDITION,
  /** Whether an eval looks for it in a model's answer. @default true for texts and for numbers that are not small and whole */
  said: z.boolean().optional(),
});

const MAX_PROMPT_CHARACTERS = 8000;

/** The form of a playbook file. */
export const PLAYBOOK = z.strictObject({
  /** The skill that it proves. */
  skill: z.string().min(1).optional(),
  /** The connector that it proves, for a connector's own. */
  connector: z.string().min(1).optional(),
  title: z.string().min(1),
  /**
   * What a person asks when a model does the job, for evals; texts may hold `${input.…}`. False where it is nothing that a person
   * asks. @default title and input
   */
  prompt: z.union([z.string().min(1).max(MAX_PROMPT_CHARACTERS), z.literal(false)]).optional(),
  /** Connectors that are connected while it runs. @default all that have a sandbox */
  connected: z.array(z.string().min(1)).optional(),
  /** Values that the person would give, as `input.<name>`. */
  input: z.record(NAME, z.unknown()).default({}),
  /** Tables that the person pastes, as rows in `pasted.<name>`. */
  pasted: z.record(NAME, z.string().min(1)).default({}),
  /** At least one, where nothing is pasted. */
  steps: z.array(STEP).default([]),
  facts: z.array(FACT).default([]),
});

export type PlaybookForm = z.output<typeof PLAYBOOK>;
export type StepForm = PlaybookForm['steps'][number];
export type FactForm = PlaybookForm['facts'][number];
export type Condition = Pick<FactForm, 'equals' | 'tolerance' | 'atLeast' | 'atMost' | 'contains'>;

/** A place in a playbook's file, 1-based. */
export interface Place {
  line: number;
  column: number;
}

/** A playbook that was read without an error. */
export interface Playbook extends PlaybookForm {
  /** Relative to the plugin, with `/`. */
  file: string;
  /** Place of a part of the file; the nearest part above it when that one has none. */
  placeOf(path: readonly (string | number)[], offset?: number): Place;
}
