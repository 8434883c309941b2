// A process of its own that writes a batch with approval, to be killed in the middle: `node batch.child.ts <home> <tool> <arguments>`.
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory } from '@rolekit/sdk/testing';
import hubspot from '../src/index.ts';

const [home = '', tool = '', args = '{}'] = process.argv.slice(2);
const plugin = { name: 'hubspot', version: '0.1.0', description: 'Under test.', connectors: [servedFrom(hubspot)] };
const host = await connectInMemory(plugin, { home, approve: 'accept' });
const { text } = await host.call(tool, JSON.parse(args));
process.stdout.write(text);
await host.close();
