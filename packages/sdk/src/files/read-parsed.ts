import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { RolekitError } from '../errors.ts';

/** The text of a file of the user's; undefined where there is none. @throws RK_FILE */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT') return undefined;
    const reason = `cannot be read (${String(code)})`;
    throw new RolekitError('RK_FILE', { path, reason, hint: 'Check its permissions.' });
  }
}

/**
 * What a JSON file of the user's says; undefined where there is none.
 *
 * @throws RK_FILE when it is not what it should be. It may hold secrets: only places are named, never values
 */
export async function readParsed<T>(path: string, schema: () => z.ZodType<T>, hint: string): Promise<T | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RolekitError('RK_FILE', { path, reason: 'is not valid JSON', hint });
  }
  const parsed = schema().safeParse(json);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'its root').join(', ');
  throw new RolekitError('RK_FILE', { path, reason: `has an unexpected form at ${places}`, hint });
}
