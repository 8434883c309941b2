import { readFile } from 'node:fs/promises';
import { toolTypesSource } from '@rolekit/openapi';
import { writeWhole } from '@rolekit/sdk/internal';
import { CliError, usageError } from '../errors.ts';
import type { PluginTools } from './plugin-tools.ts';

/** A file begins with it when this command wrote it. */
const MARK = '// Written by `rolekit types`';

export type TypesFileState = 'written' | 'unchanged' | 'stale' | 'missing';

/** The types of a plugin's tools, the same for the same tools. */
export function typesOf({ name, tools }: PluginTools): Promise<string> {
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  return toolTypesSource(entries, `${MARK} from the tools of ${name}: run it again when they change.`);
}

/**
 * Writes a file of types, or only compares it.
 *
 * @throws RK_USAGE, RK_EXISTS for a file that somebody wrote by hand
 */
export async function updateTypesFile(
  path: string,
  text: string,
  { check }: { check: boolean },
): Promise<TypesFileState> {
  if (!/\.[cm]?ts$/.test(path)) throw usageError(`${path} is not a TypeScript file.`, 'End it with .ts or .d.ts.');
  const found = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw usageError(`${path} cannot be read: ${error.code ?? error.message}.`, 'Name a file with --out.');
  });
  // a checkout may end lines in its own way
  if (found?.replaceAll('\r\n', '\n') === text) return 'unchanged';
  if (check) return found === undefined ? 'missing' : 'stale';
  if (found !== undefined && !found.startsWith(MARK))
    throw new CliError('RK_EXISTS', {
      path,
      hint: 'It is not written by `rolekit types`: name another file with --out.',
    });
  await writeWhole(path, new TextEncoder().encode(text), { isPrivate: false });
  return 'written';
}
