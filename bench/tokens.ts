/** Tokens that the tools of each connector and role plugin cost a model; alone: `node --conditions=rolekit-source bench/tokens.ts`. */
import { CONNECTORS, PLUGINS, toolsOfConnector, toolsOfPlugin, toolTokens } from './token-count.ts';

console.log('\ntokens of name, description and input schema (gpt-tokenizer, o200k_base)');
for (const name of CONNECTORS) print(`connector ${name}`, await toolsOfConnector(name));
for (const name of PLUGINS) print(`plugin ${name}`, await toolsOfPlugin(name));

function print(of: string, tools: Awaited<ReturnType<typeof toolsOfPlugin>>): void {
  console.log(`${of.padEnd(22)} ${String(tools.length).padStart(3)} tools ${String(toolTokens(tools)).padStart(6)}`);
}
