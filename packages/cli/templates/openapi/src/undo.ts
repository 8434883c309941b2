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

const MOST_TRIES = 8;

/** The value as a call may have it: without members that the API answers and does not take. */
function fittedTo(schema: z.ZodObject, value: Values): Values | undefined {
  const fitted = structuredClone(value);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const parsed = schema.safeParse(fitted);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const holder = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], fitted);
      for (const key of issue.keys) delete (holder as Values)[key];
    }
  }
  return undefined;
}

/** Of the answer to a write: the values that it changed, as the API has them now. */
export function writtenOf(body: unknown, after: Values): { undo?: Values } {
  const now = recordOf(body);
  const names = Object.keys(after);
  if (names.length === 0 || !names.every((name) => Object.hasOwn(now, name))) return {};
  return { undo: { written: Object.fromEntries(names.map((name) => [name, now[name]])) } };
}

/** @throws RK_CONFLICT when values are no longer those that were written */
export function checkUnchanged(current: unknown, { after, undo }: AppliedWrite): void {
  const now = recordOf(current);
  const written = recordOf(undo.written ?? after);
  const moved = Object.keys(written).filter((name) => !holds(now[name], written[name]));
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
