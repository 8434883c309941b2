import { createRegistry } from '@rolekit/registry';

// #region token
/** Makes a token that may publish to one namespace; it is shown only here. */
export async function createPublishToken(dataDir: string, namespace: string): Promise<string> {
  const registry = await createRegistry({ dataDir });
  const token = await registry.tokens.create({
    name: `ci of ${namespace}`,
    namespaces: [namespace],
    scopes: ['publish'],
  });
  await registry.close();
  return token;
}
// #endregion
