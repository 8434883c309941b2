import { closeSync, openSync, writeSync } from 'node:fs';
import { RolekitError } from '@rolekit/sdk';
import { CliError } from '../errors.ts';

/** Creates a file that only its owner can read; the returned function writes its text. @throws RK_EXISTS, RK_FILE */
export function createTokenFile(path: string): (text: string) => void {
  try {
    const file = openSync(path, 'wx', 0o600);
    return (text) => {
      writeSync(file, text);
      closeSync(file);
    };
  } catch (cause) {
    const hint = 'Choose another file with --out.';
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      throw new CliError('RK_EXISTS', { path, hint });
    throw new RolekitError('RK_FILE', { path, reason: 'it cannot be written', hint }, { cause });
  }
}
