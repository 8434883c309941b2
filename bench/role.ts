import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const rolekit = join(root, 'packages', 'cli', 'bin', 'rolekit.mjs');
const folder = join(root, 'node_modules', '.cache', 'bench-role');

const APPS = ['ledger', 'desk', 'mailer', 'store'];
const VERBS = ['list', 'search', 'summarize'];
const OBJECTS = ['accounts', 'orders', 'tickets', 'payments'];

/** Names of the tools that are called when the first call is measured, one of each connector. */
export const ONE_OF_EACH = APPS.map((app) => `${app}_list_accounts`);
export const ARGUMENTS = { customerId: 'cus_829301', status: 'open', window: { from: '2026-01-01', to: '2026-02-01' } };

/** Builds a role plugin of four connectors with twelve tools each, and each connector as a plugin of its own. */
export function buildRole(): { role: string; alone: string[] } {
  return { role: built('role', APPS), alone: APPS.map((app) => built(app, [app])) };
}

/** Builds a plugin of ours as it lies in the repository. */
export function builtPlugin(plugin: string): string {
  execFileSync(process.execPath, [rolekit, 'build', plugin], { stdio: ['ignore', 'ignore', 'inherit'] });
  return join(plugin, 'dist', 'server', 'main.mjs');
}

function built(name: string, apps: readonly string[]): string {
  const dir = join(folder, name);
  writeRole(dir, name, apps);
  return builtPlugin(dir);
}

/** Writes the sources of such a plugin. */
export function writeRole(dir: string, name = 'role', apps: readonly string[] = APPS): void {
  const connectors = Object.fromEntries(apps.map((app) => [app, { path: `./src/${app}.ts` }]));
  write(join(dir, 'plugin.json'), JSON.stringify(manifest(name, connectors)));
  for (const app of apps) write(join(dir, 'src', `${app}.ts`), connector(app));
}

function manifest(name: string, connectors: object): object {
  return {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    name,
    version: '1.0.0',
    description: 'Synthetic connectors with realistic schemas, for the benchmarks.',
    license: 'Apache-2.0',
    extensions: { 'dev.rolekit': { namespace: 'bench', connectors } },
  };
}

/**
 * A connector whose tools have schemas as an analyst's would, and answer without a network.
 *
 * @param short its tools are defined by its connection, which clones before that cannot build
 */
export function connector(app: string, verbs = VERBS, objects = OBJECTS, short = false): string {
  const tool = short ? shortTool : longTool;
  const tools = verbs.flatMap((verb) => objects.map((object) => tool(app, verb, object)));
  return `import { defineConnection, defineConnector, ${short ? '' : 'defineTool, '}field } from '@rolekit/sdk';
import { z } from 'zod';

const connection = defineConnection({
  config: { baseUrl: field(z.url().default('https://api.example.com'), { title: 'URL', description: 'Of the API.', env: '${app.toUpperCase()}_URL' }) },
  open: ({ config, http }) => ({ api: http({ baseUrl: config.baseUrl, policy: { attempts: 3, concurrency: 4 } }) }),
});

const input = z.object({
  customerId: z.string().min(1).max(64).describe('Id of the customer.'),
  status: z.enum(['open', 'pending', 'closed']).describe('Only rows in this state.'),
  tags: z.array(z.string().max(32)).max(10).optional().describe('Only rows that carry all of these tags.'),
  window: z.object({ from: z.string().describe('ISO date.'), to: z.string().describe('ISO date.') }),
});
const item = z.object({
  id: z.string(),
  amount: z.number().describe('In the currency of the row.'),
  currency: z.string().length(3),
  date: z.string(),
  status: z.enum(['open', 'pending', 'closed']),
  tags: z.array(z.string()),
});

export default defineConnector({
  name: '${app}',
  title: '${app}',
  version: '1.0.0',
  description: 'Accounts, orders, tickets and payments of ${app}.',
  connection,
  hosts: ['api.example.com'],
  tools: [${tools.join(',')}],
});
`;
}

function longTool(app: string, verb: string, object: string): string {
  return `
  defineTool({
    connection,
    title: '${verb} ${object}',
    access: 'read',
    ${partsOf(app, verb, object)}
    async handler({ input: { status, window, tags = [] } }) ${BODY},
  })`;
}

function shortTool(app: string, verb: string, object: string): string {
  return `
  connection.list({
    ${partsOf(app, verb, object)}
    async handler({ status, window, tags = [] }) ${BODY},
  })`;
}

function partsOf(app: string, verb: string, object: string): string {
  return `name: '${app}_${verb}_${object}',
    description: '${verb} the ${object} of one customer in a window of time, filtered by state and tags.',
    input,
    items: item,`;
}

const BODY = `{
      return { items: [{ id: 'r1', amount: 12.5, currency: 'EUR', date: window.from, status, tags }], next: undefined };
    }`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
