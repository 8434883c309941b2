import { randomBytes } from 'node:crypto';
import type { BadClientsOptions } from './bad-clients.ts';
import { type TestRegistry, testRegistry } from './start-registry.ts';

/** A registry with a plugin that is larger than what a connection's buffers take. */
export async function servedTarget(): Promise<{ registry: TestRegistry; target: Omit<BadClientsOptions, 'count'> }> {
  const registry = await testRegistry();
  await registry.listen();
  // nothing that packs small
  const noise = randomBytes(3_000_000).toString('base64');
  const files = Object.fromEntries(
    [0, 1, 2].map((at) => [
      `skills/review-forecast/references/${at}.md`,
      noise.slice(at * 500_000, (at + 1) * 500_000),
    ]),
  );
  await registry.publish({ files });
  const { commit } = (await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json();
  return { registry, target: { url: registry.url, repository: 'acme/sales.git', commit } };
}
