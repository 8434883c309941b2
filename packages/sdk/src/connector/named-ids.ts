import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { quotedName } from '../tree/hidden-characters.ts';

const NAMED = Symbol.for('rolekit.named');

/** An id with the name of what it stands for. In a text, and wherever a person is shown it, it is `42 "Maja Lindqvist"`. */
export interface NamedId {
  readonly id: string;
  /** As the vendor has it: untrusted, and shown as such. */
  readonly name: string;
  /** What kind of thing it is, where its place does not tell: `Account`. */
  readonly type?: string;
  toString(): string;
}

class Named implements NamedId {
  readonly id: string;
  readonly name: string;
  readonly type?: string;

  constructor(id: string, name: string, type: string | undefined) {
    this.id = id;
    this.name = name;
    if (type !== undefined) this.type = type;
    Object.defineProperty(this, NAMED, { value: true });
  }

  toString(): string {
    return `${this.type === undefined ? '' : `${this.type} `}${this.id} ${quotedName(this.name)}`;
  }
}

/**
 * An id as a plan shows it: in its summary, and among the values before and after. What has no name is told so.
 *
 * @example
 * ```ts
 * const deal = named('3010000001', 'Control Tower Renewal');
 * return { summary: `Update deal ${deal}`, before: { owner: named('41', 'Jon Ek') }, after: { owner: named('42', 'Maja Lindqvist') } };
 * ```
 */
export function named(id: string | number, name: string | null | undefined, type?: string): NamedId {
  return new Named(String(id), name?.trim() || NO_NAME, type);
}

/** True for what `named` made, also in another copy of the SDK. */
export function isNamed(value: unknown): value is NamedId {
  return typeof value === 'object' && value !== null && NAMED in value;
}

/** Values that were kept as JSON, with their ids as `named` made them. */
export function withNamesAgain<V extends Record<string, unknown> | null>(values: V): V {
  const again = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(again);
    const { id, name, type, ...more } = Object(value) as Record<string, unknown>;
    const isKept = typeof id === 'string' && typeof name === 'string' && Object.keys(more).length === 0;
    return isKept ? named(id, name, type as string | undefined) : value;
  };
  return values && (Object.fromEntries(Object.entries(values).map(([field, value]) => [field, again(value)])) as V);
}

/** An id in the arguments of a call, and what it should stand for. */
export interface GivenId {
  /** In the words of the vendor: `deals`, `Account`. */
  type: string;
  id: string;
  /** Its place among the arguments: `items[2].id`. */
  at: string;
}

/** Names by type and id. */
export interface FoundNames {
  /** What was not looked up is shown without a name. */
  of(type: string, id: string): NamedId;
}

/**
 * What an id stands for: its name, undefined for what exists without one, and for what does not exist any more the reason. What
 * never existed is missing.
 */
export type NamesFound = ReadonlyMap<string, string | undefined | { gone: string }>;

/**
 * Looks up what the ids of a call stand for, before a person is asked about them: nobody approves a change of a record that
 * does not exist.
 *
 * @param look names by id, of all ids of one type
 * @param hint where the right ids are found
 * @throws RK_INVALID_REQUEST that names every id which stands for nothing
 */
export async function namesBehind(
  given: readonly GivenId[],
  look: (type: string, ids: readonly string[]) => Promise<NamesFound>,
  hint: string,
): Promise<FoundNames> {
  const types = [...new Set(given.map(({ type }) => type))];
  const found = new Map(
    await Promise.all(
      types.map(async (type) => {
        const ids = given.filter((id) => id.type === type).map(({ id }) => id);
        return [type, await look(type, [...new Set(ids)])] as const;
      }),
    ),
  );
  const unknown = given.flatMap(({ type, id, at }) => {
    const names = found.get(type);
    const name = names?.get(id);
    if (typeof name === 'object') return [`\`${at}\`: ${type} ${id} ${name.gone}`];
    return names?.has(id) ? [] : [`\`${at}\`: there is no ${type} ${id}`];
  });
  if (unknown.length > 0)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${unknown.slice(0, 10).join('; ')}${unknown.length > 10 ? ` (and ${unknown.length - 10} more)` : ''}. Nothing was changed.`,
      hint,
    });
  return {
    of(type, id) {
      const name = found.get(type)?.get(id);
      return named(id, typeof name === 'object' ? undefined : name);
    },
  };
}

/** Schemas of arguments that are ids. */
const RECORD_IDS = z.registry<{ type: string }>();

/**
 * Marks an argument as the id of something, so that the contract suite finds a question that shows it without a name. Arguments
 * named `id`, `…Id` or `…_id` are found without that.
 *
 * @example
 * ```ts
 * input: z.object({ channel: recordId(z.string(), 'channel'), text: z.string() })
 * ```
 */
export function recordId<S extends z.ZodType>(schema: S, type: string): S {
  // a copy: the same schema may stand for something else elsewhere
  const marked = schema.clone() as S;
  RECORD_IDS.add(marked, { type });
  return marked;
}

/** What a schema was marked with. */
export function markedId(schema: z.core.$ZodType): string | undefined {
  return RECORD_IDS.get(schema as z.ZodType)?.type;
}

/** Shown of a record that has no name. */
export const NO_NAME = '(no name)';
/** Shown of an id whose name no call of the vendor's API tells. */
export const UNKNOWN_NAME = '(name not known)';

const NAME_FIELDS = ['name', 'title', 'subject', 'displayName', 'display_name', 'label', 'summary', 'email', 'key'];

/** What a person would call a record of an API that says nothing about it: its name, title, subject, … */
export function nameIn(record: unknown): string | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  const fields = new Map(Object.entries(record).map(([field, value]) => [field, value] as const));
  const found = NAME_FIELDS.map((field) => fields.get(field)).find(
    (value) => typeof value === 'string' && value.trim(),
  );
  return found as string | undefined;
}
