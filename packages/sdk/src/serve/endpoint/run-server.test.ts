import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';

const main = join(import.meta.dirname, '..', 'clock.fixture.ts');
const HELLO = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

/** Starts a server in a home, says hello and goes. */
function visit(home: string): void {
  const { stdout } = spawnSync(process.execPath, ['--conditions=rolekit-source', main], {
    env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home },
    input: `${JSON.stringify(HELLO)}\n`,
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { protocolVersion: '2025-11-25' } });
}

describe.skipIf(nodeModule.enableCompileCache === undefined)('what Node compiled', () => {
  it('is kept in the folder that is the user’s own', () => {
    const home = temporaryFolder();
    mkdirSync(join(home, '.rolekit'), { mode: 0o700 });
    visit(home);
    expect(readdirSync(join(home, '.rolekit', 'cache', 'compile'))).toHaveLength(1);
  });

  it('is not kept where there is no such folder: starting a server leaves a home as it was', () => {
    const home = temporaryFolder();
    visit(home);
    expect(existsSync(join(home, '.rolekit'))).toBe(false);
  });
});
