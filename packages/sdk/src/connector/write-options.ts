import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { inCall } from '../http/call-scope.ts';
import { type Answer, type Change, itemResultOf } from './answer.ts';
import type { Exactly } from './tool.ts';
import type { AppliedWrite, ItemResult, ToolCall, WritePlan, WriteUndo } from './tool-call.ts';
import type { Arguments, CallContext, SchemaOf, ToolOptions } from './tool-options.ts';

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
   * How it is undone: `restore` writes the values before with the same arguments, a function says with which. Members that the tool does
   * not take are left out of them. Where the values are no longer those that were written, nothing is undone.
   * `UndoOptions` is another way back. @default it cannot be undone
   */
  undo?:
    | 'restore'
    | BeforeOf<[input: z.output<SchemaOf<I>>, before: Record<string, unknown>], z.input<SchemaOf<I>>>
    | UndoOptions<C, z.output<SchemaOf<I>>, z.output<O>>;
}

/**
 * A function that says how the values were before. Not a plain type of functions: those have an `apply` of their own, with which the
 * compiler would not know what the `apply` of `UndoOptions` gets.
 */
export interface BeforeOf<Args extends unknown[], R> {
  (...args: Args): R;
  apply?: object;
}

/** A write as its way back gets it. */
export interface Written<Input, Item> extends AppliedWrite {
  /** The arguments of the write. */
  readonly input: Input;
  /** What the write answered, e.g. with the id of what it created. */
  readonly item: Item;
}

/**
 * A way back that is more than the same write with the values before.
 *
 * @example
 * ```ts
 * undo: {
 *   plan: async ({ item: { id } }, api) => {
 *     const { name } = await api.get(path`/customers/${id}`, CUSTOMER);
 *     return { summary: `Delete Customer ${named(id, name)}`, before: { name }, after: null };
 *   },
 *   apply: ({ item }, api) => api.delete(path`/customers/${item.id}`),
 * },
 * ```
 */
export interface UndoOptions<C, Input = unknown, Item = unknown> {
  /** Reads the current values. @throws RK_CONFLICT when they are no longer those that were written */
  plan(written: Written<Input, Item>, connection: C, call: CallContext): Promise<Change>;
  /** What it answers, if anything, is shown. */
  apply(written: Written<Input, Item>, connection: C, call: CallContext & Approved): Promise<unknown>;
}

/** The long form of a write. */
export function writeHandlers<N extends string, C, I extends Arguments, O extends z.ZodType, R extends z.output<O>>(
  options: WriteToolOptions<N, C, I, O, R>,
  title: string,
  schema: SchemaOf<I>,
) {
  type Input = z.output<SchemaOf<I>>;
  const { undo } = options;
  const isOwnWay = typeof undo === 'object';
  const planned = async (input: Input, call: CallContext & { connection: C }): Promise<WritePlan> => {
    const change = await options.plan(input, call.connection, call);
    const plan = withSummary(title, change);
    if (undo === undefined) return plan;
    const back = isOwnWay ? undefined : await inputBefore(input, change);
    return { ...plan, undo: { input, ...(back ? { back } : {}), ...plan.undo } };
  };
  const applied = async (input: Input, call: CallContext & Approved & { connection: C }) => {
    const result = itemResultOf<Exactly<R, z.output<O>>>(await options.apply(input, call.connection, call));
    return isOwnWay ? { ...result, undo: { item: result.item, ...result.undo } } : result;
  };
  return {
    plan: (call: ToolCall<Input, C>) => inCall(call, () => planned(call.input, call)),
    apply: (call: ToolCall<Input, C> & Approved) =>
      inCall(call, async () => {
        if (options.planAgain !== false) checkUnchanged(call.plan, await planned(call.input, call));
        const result = await applied(call.input, call);
        return undo === undefined || isOwnWay ? result : withWritten(result, call.plan);
      }),
    ...(undo === undefined ? {} : { undo: typeof undo === 'object' ? undoing(undo) : restoring() }),
  };

  async function inputBefore(input: Input, { before, back = before }: Change) {
    // no server needs it before something is written
    const { fittedArguments } = await import('./restore.ts');
    if (typeof undo === 'function')
      return fittedArguments(schema, undo(input, before ?? {}) as unknown as Record<string, unknown>);
    const isKnown = back !== null && (back !== before || Object.values(back).every((value) => value !== undefined));
    return isKnown ? fittedArguments(schema, { ...input, ...back }) : undefined;
  }

  function undoing(way: UndoOptions<C, Input, z.output<O>>): WriteUndo<C> {
    return {
      plan: (call) =>
        inCall(call, async () => {
          const plan = await way.plan(writtenOf(call.input), call.connection, call);
          return withSummary(`Undo: ${title}`, plan);
        }),
      apply: (call) =>
        inCall(call, async () => {
          const answered = await way.apply(writtenOf(call.input), call.connection, call);
          return itemResultOf((answered ?? {}) as Record<string, unknown>);
        }),
    };
  }

  /** Its arguments and its answer are parsed when they are asked for: another version of the connector may have written them. */
  function writtenOf(write: AppliedWrite): Written<Input, z.output<O>> {
    return {
      ...write,
      get input() {
        return ofThisVersion(schema, write.undo.input) as Input;
      },
      get item() {
        return ofThisVersion(options.item, write.undo.item);
      },
    };
  }

  function restoring(): WriteUndo<C> {
    const backOf = ({ undo: { back } }: AppliedWrite): Input => {
      if (back !== undefined) return back as Input;
      throw new RolekitError('RK_CONFLICT', { reason: 'The values before cannot be written with this tool.' });
    };
    return {
      plan: (call) =>
        inCall(call, async () => {
          const { changedSince } = await import('./restore.ts');
          const { after, undo } = call.input;
          const written = [after, undo.written].filter((values) => values !== undefined) as Record<string, unknown>[];
          const plan = await planned(backOf(call.input), call);
          // values that are not written any more are looked at all the same
          const isWhole = Object.keys(after ?? {}).every((name) => name in (plan.before ?? {}));
          const { before: now } = isWhole ? plan : await planned(undo.input as Input, call);
          const moved = now && changedSince(now, ...written);
          if (!moved || moved.length > 0)
            throw new RolekitError('RK_CONFLICT', {
              reason: `It was changed again since${moved ? ` (${moved.join(', ').slice(0, 200)})` : ''}; nothing was undone.`,
            });
          return { ...plan, summary: `Set back: ${plan.summary}` };
        }),
      apply: (call) => inCall(call, () => applied(backOf(call.input), call)),
    } as WriteUndo<C>;
  }
}

/** With the values as the vendor has them, which need not be those that were sent. */
async function withWritten<Item>(result: ItemResult<Item>, { before }: WritePlan): Promise<ItemResult<Item>> {
  const { writtenIn } = await import('./restore.ts');
  const written = writtenIn(result.item, before);
  return written ? { ...result, undo: { written, ...result.undo } } : result;
}

/** @throws RK_CONFLICT */
function ofThisVersion<S extends z.ZodType>(schema: S, kept: unknown): z.output<S> {
  const parsed = schema.safeParse(kept);
  if (parsed.success) return parsed.data;
  throw new RolekitError('RK_CONFLICT', {
    reason: 'Another version of the connector wrote it and kept something else; nothing was undone.',
  });
}

function withSummary(title: string, { summary, of, back: _, ...plan }: Change): WritePlan {
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
