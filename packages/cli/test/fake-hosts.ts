import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './workspace.ts';

/** A folder for PATH with hosts that write down what they are told; `says` is what they print. */
export function fakeHosts(names: readonly string[], says = '', exit = 0): { path: string; calls(): string[] } {
  const dir = temporaryFolder();
  const log = join(dir, 'calls.log');
  mkdirSync(join(dir, 'bin'));
  for (const name of names) {
    const file = join(dir, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${log}"\necho '${says}'\nexit ${exit}\n`);
    chmodSync(file, 0o755);
  }
  const calls = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { path: [join(dir, 'bin'), '/usr/bin', '/bin'].join(':'), calls };
}
