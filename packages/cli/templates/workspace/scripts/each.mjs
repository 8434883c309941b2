// Runs a command of rolekit for each connector, then for each plugin: node scripts/each.mjs validate
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const [command = 'validate', ...options] = process.argv.slice(2);
for (const group of ['connectors', 'plugins']) {
  for (const name of readdirSync(group)) {
    const argv = [command, `${group}/${name}`, ...options];
    // on Windows, what npm installs is started by a shell
    const { status } = spawnSync('rolekit', argv, { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) process.exit(status ?? 1);
  }
}
