import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory, writeSandboxProfile } from '@rolekit/sdk/testing';
import type { PlaybookHost } from '../src/playbook/index.ts';

/** A host in this process for one connector, its settings from the environment of its own. */
export async function hostOf(
  connector: Connector,
  sandbox: { baseUrl: string; values: Record<string, string> },
): Promise<PlaybookHost & { close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'rolekit-host-'));
  await writeSandboxProfile(connector.name, sandbox, home);
  const plugin = { name: 'p', version: '1.0.0', description: 'P.', connectors: [servedFrom(connector)] };
  let approval: 'accept' | 'decline' | 'cancel' = 'decline';
  const asking = await connectInMemory(plugin, { home, approve: () => approval });
  const mute = await connectInMemory(plugin, { home });
  return {
    async call(tool, args, wanted) {
      if (wanted === 'none') return { ...(await mute.call(tool, args)), questions: 0 };
      approval = wanted;
      const before = asking.questions.length;
      const answer = await asking.call(tool, args);
      return { ...answer, questions: asking.questions.length - before };
    },
    async close() {
      await asking.close();
      await mute.close();
      await rm(home, { recursive: true });
    },
  };
}
