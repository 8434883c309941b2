import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of a package that stands in a new project for the one of this command: no range takes it, an installation replaces it. */
export const STAND_IN = '0.0.0-not-installed';

/** The real folder of a package, found from a folder as Node finds it; undefined where it is not installed. */
export function packageAbove(from: string, name: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const candidate = join(dir, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json')) && packageIn(candidate).version !== STAND_IN)
      return realpathSync(candidate);
    if (dirname(dir) === dir) return undefined;
  }
}

/** True where what a plugin declares was linked from this command's own copy, by `create`: an installation there would look for all of it. */
export function hasStandIns(dir: string): boolean {
  const sdk = join(dir, 'node_modules/@rolekit/sdk');
  return existsSync(join(sdk, 'package.json')) && packageIn(sdk).version === STAND_IN;
}

/** The `package.json` of a package's folder. */
export function packageIn(dir: string): { version: string } & Record<string, unknown> {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
}
