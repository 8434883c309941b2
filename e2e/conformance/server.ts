// A server on the SDK with everything that the conformance suite asks for, most of it through the SDK's openings for what
// a connector has no word for.
import { type HttpServing, type ServedPlugin, serveHttp } from '@rolekit/sdk/serve';
import { ASKING_TOOLS } from './asking-tools.ts';
import { registerPrompts } from './prompts.ts';
import { registerResources } from './resources.ts';
import { PLAIN_TOOLS } from './tools.ts';

const PLUGIN: ServedPlugin = {
  name: 'conformance',
  version: '1.0.0',
  description: 'What the conformance suite calls.',
  connectors: [],
  rawTools: [...PLAIN_TOOLS, ...ASKING_TOOLS],
  extend(mcp, context) {
    registerResources(mcp, context);
    registerPrompts(mcp);
  },
};

/** @param allowedHosts The `Host` that the suite names, see `proxy.ts`. */
export function startConformanceServer(home: string, token: string, allowedHosts: string[]): Promise<HttpServing> {
  return serveHttp(PLUGIN, { home, env: {}, token, allowedHosts });
}
