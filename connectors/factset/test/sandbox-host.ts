import { connectSandbox as connect, type SandboxHost as Host } from '@rolekit/sdk/testing';
import type { FactSetSandbox } from '../sandbox/index.ts';
import factset from '../src/index.ts';

export type SandboxHost = Host<typeof factset>;

/** @param values settings that differ from the sandbox's own */
export function connectSandbox(sandbox: FactSetSandbox, values: Record<string, string> = {}): Promise<SandboxHost> {
  return connect(factset, sandbox, { values });
}
