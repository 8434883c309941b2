import { connectSandbox as connect, type SandboxHost as Host } from '@rolekit/sdk/testing';
import { afterAll } from 'vitest';
import { type FactSetSandbox, startSandbox } from '../sandbox/index.ts';
import factset from '../src/index.ts';

export type SandboxHost = Host<typeof factset>;

/** @param values settings that differ from the sandbox's own */
export function connectSandbox(sandbox: FactSetSandbox, values: Record<string, string> = {}): Promise<SandboxHost> {
  return connect(factset, sandbox, { values });
}

/** A sandbox and a host that is connected to it, for all tests of a file. */
export async function openSandbox(
  options: Parameters<typeof startSandbox>[0] = {},
  values: Record<string, string> = {},
) {
  const sandbox = await startSandbox(options);
  const host = await connectSandbox(sandbox, values);
  afterAll(async () => {
    await host.close();
    await sandbox.close();
  });
  return { sandbox, host };
}
