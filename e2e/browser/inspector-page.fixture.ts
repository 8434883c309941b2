// A connector whose vendor is hostile, slow and has several pages.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a vendor may answer: each would run, or leave its cell, were it taken as markup. */
export const HOSTILE = [
  '<img src=x onerror="globalThis.hacked = true">',
  '</pre></td></table><script>globalThis.hacked = true</script>',
  '\u202Eevil" onmouseover="globalThis.hacked = true',
];

export const CONNECTOR = `
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { z } from 'zod';

const connection = defineConnection({
  config: { token: field(z.string(), { title: 'Token', description: 'Token.', env: 'DESK_TOKEN', secret: true }) },
  open: () => ({}),
});
const ticket = z.object({ id: z.string(), title: z.string(), hours: z.number() });
const TITLES = ${JSON.stringify([...HOSTILE, 'Printer', 'Door'])};
const tickets = TITLES.map((title, index) => ({ id: 't' + (index + 1), title, hours: index * 10 }));
let closed = 0;

const list = connection.list({
  name: 'desk_list_tickets', title: 'List tickets', description: 'Lists tickets of the desk.',
  input: {
    state: z.enum(['open', 'closed']).optional().describe('Only these.'),
    since: z.iso.date().optional(),
    labels: z.array(z.string()).optional(),
    most: z.number().int().min(1).max(40).optional(),
  },
  items: ticket, examples: [{ title: 'Open ones', input: { state: 'open', labels: ['urgent'] } }],
  handler: async ({ most }) => tickets.slice(0, most),
});
const close = connection.write({
  name: 'desk_close_ticket', title: 'Close a ticket', description: 'Closes a ticket.',
  input: { id: z.string(), reason: z.string() }, item: z.object({ id: z.string(), closed: z.number() }),
  plan: async ({ id, reason }) => ({ summary: 'Close ticket ' + id, before: { state: 'open' }, after: { state: 'closed', reason } }),
  apply: async ({ id }) => ({ id, closed: ++closed }),
});
const wait = connection.item({
  name: 'desk_wait', title: 'Wait', description: 'Waits until it is cancelled.',
  input: {}, item: z.object({ id: z.string() }), examples: [],
  handler: async (_, api, { signal, progress }) => {
    progress(1, 4, 'Counting chairs');
    await new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return { id: 'never' };
  },
});
export default defineConnector({
  name: 'desk', title: 'Desk', version: '0.1.0', description: 'Tickets.',
  hosts: ['api.example.com'], connection, tools: [list, close, wait],
});
`;

/** Writes the source of the connector; returns the file of its code. */
export function writeDesk(dir: string): string {
  const manifest = {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    name: 'desk',
    version: '0.1.0',
    description: 'Tickets of a desk.',
    extensions: { 'dev.rolekit': { namespace: 'acme', connectors: { desk: { path: './src/index.ts' } } } },
  };
  const code = join(dir, 'src', 'index.ts');
  mkdirSync(dirname(code), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{}');
  writeFileSync(join(dir, 'README.md'), '# Desk\n');
  writeFileSync(join(dir, 'plugin.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(code, CONNECTOR);
  return code;
}
