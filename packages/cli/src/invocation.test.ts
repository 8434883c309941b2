import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/workspace.ts';
import { installationOf } from './invocation.ts';
import { version } from './version.ts';

const SPEC = '@rolekit/registry@1.2.3';

test('a package is installed where this command is: beside a global one', () => {
  expect(installationOf({}, SPEC, 'registry')).toBe('npm install -g @rolekit/registry@1.2.3');
});

test('in the project that npx found it in', () => {
  const project = temporaryFolder();
  mkdirSync(join(project, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(project, 'node_modules', '.bin', 'rolekit'), '');
  const env = { npm_command: 'exec', npm_config_local_prefix: project };
  expect(installationOf(env, SPEC, 'registry')).toBe('npm install -D @rolekit/registry@1.2.3');
});

test('in the project that pnpm runs it in', () => {
  const env = { npm_command: 'run-script', npm_config_user_agent: 'pnpm/12.21.0 npm/? node/v24.21.0 linux x64' };
  expect(installationOf(env, SPEC, 'registry')).toBe('pnpm add -D @rolekit/registry@1.2.3');
});

test('and for one run of npx, beside it in that run', () => {
  const env = { npm_command: 'exec', npm_config_local_prefix: temporaryFolder() };
  expect(installationOf(env, SPEC, 'registry serve --data data')).toBe(
    `npx -p rolekit@${version()} -p @rolekit/registry@1.2.3 rolekit registry serve --data data`,
  );
});
