import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { inCall } from '../http/call-scope.ts';
import { type Answer, itemResultOf } from './answer.ts';
import { named, nameIn } from './named-ids.ts';
import type { Exactly } from './tool.ts';
import type { AppliedWrite, ToolCall, WritePlan, WriteUndo } from './tool-call.ts';
import type { Arguments, CallContext, SchemaOf, ToolOptions } from './tool-options.ts';

/** What a write would do. Without a summary, it is the tool’s title and `of`: what it changes, as a person knows it. */
export type Change = Omit<WritePlan, 'summary'> & { summary?: string; of?: string };

/** What is applied, beside what the call has. */
interface Approved {
  plan: WritePlan;
  idempotencyKey: string;
}

/** A tool that changes one thing: planned, approved by a person, applied. */
export interface WriteToolOptions<N extends string, C, I extends Arguments, O extends z.ZodType, R extends z.output<O>>
  extends ToolOptions<N, I> {
  /** It deletes, or cannot be taken back. @default false */
  destructive?: boolean;
  item: O;
  /** Reads the current values and says what would change, e.g. with `changeOf`; changes nothing. */
  plan(input: z.output<SchemaOf<I>>, connection: C, call: CallContext): Promise<Change>;
  /** Applies exactly what was approved. `idempotencyKey` of the call is stable for one approval. */
  apply(
    input: z.output<SchemaOf<I>>,
    connection: C,
    call: CallContext & Approved,
  ): Promise<Exactly<R, z.output<O>> | Answer<Exactly<R, z.output<O>>>>;
  /**
   * Plans once more when the person has approved, and writes nothing where `before`, or `undo`, is no longer what it was.
   * False for an API that checks it itself. @default true
   */
  planAgain?: boolean;
  /**
   * How it is undone: `restore` writes the values before with the same arguments, a function says with which. Where the values are no
   * longer those that were written, nothing is undone. @default it cannot be undone
   */
  undo?:
    | 'restore'
    | BeforeOf<[input: z.output<SchemaOf<I>>, before: Record<string, unknown>], z.input<SchemaOf<I>>>
    | UndoOptions<C>;
}

/**
 * A function that says how the values were before. Not a plain type of functions: those have an `apply` of their own, with which the
 * compiler would not know what the `apply` of `UndoOptions` gets.
 */
export interface BeforeOf<Args extends unknown[], R> {
  (...args: Args): R;
  apply?: object;
}

/** A way back that is more than the same write with the values before. */
export interface UndoOptions<C> {
  /** Reads the current values. @throws RK_CONFLICT when they are no longer those that were written */
  plan(written: AppliedWrite, connection: C, call: CallContext): Promise<Change>;
  apply(
    written: AppliedWrite,
    connection: C,
    call: CallContext & Approved,
  ): Promise<Record<string, unknown> | Answer<Record<string, unknown>>>;
}

/**
 * The change of a record's fields, for `plan`. The record is called by its name in the question.
 *
 * @example
 * ```ts
 * plan: async ({ id, stage }, api) => changeOf(await api.get(path`/deals/${id}`, DEAL), { stage }),
 * ```
 */
export function changeOf<R extends object>(record: R, after: { [K in keyof R]?: R[K] | undefined }): Change {
  const before = Object.fromEntries(Object.keys(after).map((field) => [field, record[field as keyof R]]));
  return { before, after: { ...after }, of: nameOf(record) };
}

function nameOf(record: object): string {
  const { id } = record as { id?: unknown };
  const name = nameIn(record);
  return typeof id === 'string' || typeof id === 'number' ? String(named(String(id), name)) : (name ?? '');
}

/** The long form of a write. */
export function writeHandlers<N extends string, C, I extends Arguments, O extends z.ZodType, R extends z.output<O>>(
  options: WriteToolOptions<N, C, I, O, R>,
  title: string,
  schema: SchemaOf<I>,
) {
  type Input = z.output<SchemaOf<I>>;
  const { undo } = options;
  const restores = undo !== undefined && !isUndoOptions(undo);
  const planned = async (input: Input, call: CallContext & { connection: C }): Promise<WritePlan> => {
    const plan = withSummary(title, await options.plan(input, call.connection, call));
    return restores ? { ...plan, undo: { input, ...plan.undo } } : plan;
  };
  const applied = async (input: Input, call: CallContext & Approved & { connection: C }) =>
    itemResultOf<Exactly<R, z.output<O>>>(await options.apply(input, call.connection, call));
  return {
    plan: (call: ToolCall<Input, C>) => inCall(call, () => planned(call.input, call)),
    apply: (call: ToolCall<Input, C> & Approved) =>
      inCall(call, async () => {
        if (options.planAgain !== false) checkUnchanged(call.plan, await planned(call.input, call));
        return applied(call.input, call);
      }),
    ...(undo === undefined ? {} : { undo: isUndoOptions(undo) ? undoHandlers(undo, title) : restoring() }),
  };

  function restoring(): WriteUndo<C> {
    const inputBefore = ({ before, undo: { input } }: AppliedWrite): Input => {
      const written = input as Input;
      const back = typeof undo === 'function' ? undo(written, before ?? {}) : { ...written, ...before };
      const parsed = schema.safeParse(back);
      if (parsed.success) return parsed.data as Input;
      throw new RolekitError('RK_CONFLICT', {
        reason: `The values before cannot be written with this tool: ${parsed.error.issues[0]?.path.join('.')}.`,
      });
    };
    return {
      plan: (call) =>
        inCall(call, async () => {
          const plan = await planned(inputBefore(call.input), call);
          if (!isDeepStrictEqual(asKept({ before: plan.before }), asKept({ before: call.input.after })))
            throw new RolekitError('RK_CONFLICT', { reason: 'It was changed again since; nothing was undone.' });
          return { ...plan, summary: `Set back: ${plan.summary}` };
        }),
      apply: (call) => inCall(call, () => applied(inputBefore(call.input), call)),
    } as WriteUndo<C>;
  }
}

function undoHandlers<C>({ plan, apply }: UndoOptions<C>, title: string): WriteUndo<C> {
  return {
    plan: (call) =>
      inCall(call, async () => withSummary(`Undo: ${title}`, await plan(call.input, call.connection, call))),
    apply: (call) => inCall(call, async () => itemResultOf(await apply(call.input, call.connection, call))),
  };
}

function isUndoOptions<C>(undo: object | string): undo is UndoOptions<C> {
  return typeof undo === 'object';
}

function withSummary(title: string, { summary, of, ...plan }: Change): WritePlan {
  return { ...plan, summary: summary ?? (of ? `${title}: ${of}` : title) };
}

/** @throws RK_CONFLICT */
function checkUnchanged(approved: WritePlan, now: WritePlan): void {
  if (isDeepStrictEqual(asKept(now), asKept(approved))) return;
  throw new RolekitError('RK_CONFLICT', { reason: 'It was changed meanwhile; nothing was written.' });
}

/** As a plan is kept: without what is undefined, ids with their names as one. */
function asKept({ before, undo }: Pick<WritePlan, 'before' | 'undo'>): unknown {
  return JSON.parse(JSON.stringify({ before, undo }));
}
