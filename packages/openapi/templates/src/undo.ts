import { type AppliedWrite, RolekitError } from '@rolekit/sdk';
import type { z } from 'zod';
import { recordOf } from './request.ts';

type Values = Record<string, unknown>;

/** A write whose undo is the same write with the values from before. */
export interface Undoing {
  schema: z.ZodObject;
  input: Values;
  /** What the API told before the write. */
  current: unknown;
  /** Arguments, and the members of the body that they set. */
  fields: Readonly<Record<string, string>>;
  /** It replaces all members: those that it does not name are set back too. */
  whole: boolean;
}

/** The plan's `undo`; none where the API does not tell all that changes, in a form that it takes. */
export function undoOf({ schema, input, current, fields, whole }: Undoing): { undo?: Values } {
  const now = recordOf(current);
  const before: Values = {};
  for (const [argument, name] of Object.entries(fields)) {
    if (input[argument] === undefined && !whole) continue;
    if (!Object.hasOwn(now, name)) {
      if (input[argument] === undefined) continue;
      return {};
    }
    // a whole that lacks a member has none
    if (now[name] !== null || !whole) before[argument] = now[name];
  }
  const others = Object.entries(input).filter(([argument]) => !Object.hasOwn(fields, argument));
  const fitted = fittedTo(schema, { ...Object.fromEntries(others), ...before });
  return fitted ? { undo: { input: fitted } } : {};
}

/** A write whose body is one argument. */
export interface BodyUndoing extends Omit<Undoing, 'fields'> {
  argument: string;
  /** Members that the API answers and that no request describes. */
  left: readonly string[];
}

/** The same, with the body from before: all of it, or the members that a patch sets. */
export function undoOfBody({ schema, input, current, argument, whole, left }: BodyUndoing): { undo?: Values } {
  const sent = input[argument];
  if (sent === undefined || current === undefined || current === null) return {};
  const fitted = bodiesBefore(sent, current, whole, left)
    .map((body) => fittedTo(schema, { ...input, [argument]: body }))
    .find((one) => one !== undefined);
  return fitted ? { undo: { input: fitted } } : {};
}

/** The body as it was, and as one without nulls: a whole that lacks a member has none. */
function bodiesBefore(sent: unknown, current: unknown, whole: boolean, left: readonly string[]): unknown[] {
  if (!isRecord(current)) return whole && !isRecord(sent) ? [current] : [];
  if (!isRecord(sent)) return [];
  if (!whole) {
    const names = Object.keys(sent);
    const isTold = names.every((name) => Object.hasOwn(current, name));
    return isTold ? [Object.fromEntries(names.map((name) => [name, current[name]]))] : [];
  }
  const kept = Object.entries(current).filter(([name]) => !left.includes(name) || Object.hasOwn(sent, name));
  return [kept, kept.filter(([, value]) => value !== null)].map((members) => Object.fromEntries(members));
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_TRIES = 8;

/** The value as a call may have it: without members that the API answers and does not take. */
function fittedTo(schema: z.ZodObject, value: Values): Values | undefined {
  const fitted = structuredClone(value);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const parsed = schema.safeParse(fitted);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.flatMap((issue) => surplusIn(issue));
    if (issues.some((issue) => issue === undefined)) return undefined;
    for (const issue of issues) {
      const holder = issue?.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], fitted);
      for (const key of issue?.keys ?? []) delete (holder as Values)[key];
    }
  }
  return undefined;
}

interface Surplus {
  path: PropertyKey[];
  keys: string[];
}

/** The members too many that an issue names; of a union those of the choice that takes most. Undefined for any other issue. */
function surplusIn(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): (Surplus | undefined)[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return [{ path, keys: issue.keys }];
  if (issue.code !== 'invalid_union') return [undefined];
  const ways = issue.errors.map((issues) => issues.flatMap((one) => surplusIn(one, path)));
  const count = (way: (Surplus | undefined)[]) => way.reduce((sum, one) => sum + (one?.keys.length ?? 0), 0);
  const [best] = ways.filter((way) => way.length > 0 && !way.includes(undefined)).sort((a, b) => count(a) - count(b));
  return best ?? [undefined];
}

/** Of the answer to a write: the values that it changed, as the API has them now. */
export function writtenOf(
  body: unknown,
  after: Values,
  ofBody: readonly string[] = Object.keys(after),
): { undo?: Values } {
  const now = recordOf(body);
  const names = Object.keys(after).filter((name) => ofBody.includes(name));
  if (names.length === 0 || !names.every((name) => Object.hasOwn(now, name))) return {};
  return { undo: { written: Object.fromEntries(names.map((name) => [name, now[name]])) } };
}

/**
 * @param ofBody names of what was written, where other values were sent beside it
 * @throws RK_CONFLICT when values are no longer those that were written
 */
export function checkUnchanged(current: unknown, { after, undo }: AppliedWrite, ofBody?: readonly string[]): void {
  const now = recordOf(current);
  const written = recordOf(undo.written ?? after);
  const names = Object.keys(written).filter((name) => ofBody?.includes(name) ?? true);
  const moved = names.filter((name) => !holds(now[name], written[name]));
  if (moved.length > 0)
    throw new RolekitError('RK_CONFLICT', {
      reason: `It was changed after it was written (${moved.join(', ').slice(0, 200)}); nothing was undone.`,
    });
}

/** The members that were written have these values; an API may answer more of them. */
function holds(now: unknown, written: unknown): boolean {
  if (typeof written !== 'object' || written === null) {
    const isScalar = typeof now !== 'object' && now !== undefined;
    return now === written || (isScalar && written !== null && String(now) === String(written));
  }
  if (typeof now !== 'object' || now === null || Array.isArray(now) !== Array.isArray(written)) return false;
  if (Array.isArray(written))
    return (
      written.length === (now as unknown[]).length && written.every((one, at) => holds((now as unknown[])[at], one))
    );
  return Object.entries(written).every(([name, value]) => value === undefined || holds((now as Values)[name], value));
}
