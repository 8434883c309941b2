import type { BatchItem, BatchPlan } from '../../../connector/batch-types.ts';
import type { NamedId } from '../../../connector/named-ids.ts';
import type { AnyBatchTool } from '../../../connector/tool.ts';
import type { ToolCall, WritePlan } from '../../../connector/tool-call.ts';
import { RolekitError } from '../../../errors.ts';
import { quotedName } from '../../../tree/hidden-characters.ts';

/** A batch as a person is asked about it, with the items that would be sent. */
export interface AskedBatch extends WritePlan {
  batch: BatchPlan<unknown>;
}

/** Of a batch in which everything is already as asked: the caller gets what it says, and nobody is asked. */
function nothingToWrite(notes: readonly string[]): RolekitError {
  return new RolekitError('RK_CONFLICT', { reason: notes.join(' '), nothingToWrite: notes });
}

/** What that error says; undefined for any other. */
export function notesOfNothing(error: unknown): readonly string[] | undefined {
  return error instanceof RolekitError ? (error.data.nothingToWrite as readonly string[] | undefined) : undefined;
}

/** Room for the values; the rest is for the summary and the frame of what a person is shown. */
const ROOM = 5600;
/**
 * How long a record's name may be: it is shortened where there are many, and always there. Ids, properties and values are
 * whole; what does not fit is refused, never cut.
 */
const TITLES = [60, 24, 12];
const MIN_TITLE_LENGTH = 12;

/**
 * Plans a batch, and puts before and after of every item into one list.
 *
 * @throws RK_DEFINITION for two items of one number or key
 * @throws RK_CONFLICT, with `notesOfNothing`, when nothing has to change and the plan says so
 */
export async function planBatch(
  { name, batch }: AnyBatchTool,
  context: ToolCall<unknown, unknown>,
): Promise<AskedBatch> {
  const plan = await batch.plan(context);
  if (plan.items.length === 0 && plan.notes?.length) throw nothingToWrite(plan.notes);
  if (plan.items.length === 0)
    throw new RolekitError('RK_INTERNAL', { what: name, reference: 'the plan has no items' });
  for (const part of ['item', 'key'] as const)
    if (new Set(plan.items.map((item) => item[part])).size < plan.items.length)
      throw new RolekitError('RK_DEFINITION', {
        what: `tool ${name}`,
        reason: `two items of its plan have the same \`${part}\``,
        hint: 'Number the items, and give each a key of its own.',
      });
  const length = TITLES.find((most) => sizeOf(plan.items, most) <= ROOM) ?? MIN_TITLE_LENGTH;
  return { summary: plan.summary, ...beforeAndAfter(plan.items, length), batch: plan };
}

function beforeAndAfter(items: readonly BatchItem<unknown>[], length: number): Pick<WritePlan, 'before' | 'after'> {
  const side = (of: 'before' | 'after') =>
    items.every((item) => item[of] === null)
      ? null
      : Object.fromEntries(
          items.flatMap((item) => fieldsOf(item, of).map(([name, value]) => [nameOf(item, name, length), value])),
        );
  return { before: side('before'), after: side('after') };
}

/** The fields of one side; of a record that is only on the other side, that it is not here. */
function fieldsOf(item: BatchItem<unknown>, side: 'before' | 'after'): [string, unknown][] {
  return Object.entries(item[side] ?? {});
}

function nameOf({ key, title, about }: BatchItem<unknown>, field: string, length: number): string {
  const label = ({ type, id, name }: Pick<NamedId, 'type' | 'id' | 'name'>) =>
    `${type === undefined ? '' : `${type} `}${id} ${quotedName(name, length)}`;
  const shown = about?.map(label).join(', ') ?? (title === undefined ? key : label({ id: key, name: title }));
  return `${shown} - ${field}`;
}

function sizeOf(items: readonly BatchItem<unknown>[], length: number): number {
  let size = 0;
  for (const item of items)
    for (const name of new Set([...Object.keys(item.before ?? {}), ...Object.keys(item.after ?? {})]))
      size += JSON.stringify([nameOf(item, name, length), item.before?.[name], item.after?.[name]]).length + 6;
  return size;
}
