import { relative, sep } from 'node:path';
import { installLines } from '@rolekit/registry/install-lines';
import { placeOf } from '@rolekit/sdk';
import type { Out } from '../terminal.ts';
import type { Demo } from './start.ts';

/** What `npm start` shows: one screen of 40 lines. */
export function renderDemo({ start, startFile, plugins, broken, startedAfresh }: Demo, root: string, out: Out): void {
  const { paint } = out;
  const { url, tokenFile, mcpRegistryUrl } = start.registry;
  const path = (file: string) => relative(root, file).split(sep).join('/');
  const sandboxes = Object.entries(start.sandboxes);
  out.line(`${paint.bold('Rolekit')} runs at ${paint.cyan(url)}`);
  if (startedAfresh) {
    out.line(paint.yellow('The sources of a published version changed, so the demo started a new registry.'));
  }
  out.line();
  out.table(
    [
      ...(plugins.length === 0 ? [['published', 'nothing: no plugin in this workspace']] : []),
      ...plugins.map(({ id, version }, index) => [index === 0 ? 'published' : '', `${id} ${version}`]),
      ...sandboxes.map(([name, { baseUrl }], index) => [index === 0 ? 'sandbox' : '', `${name}  ${baseUrl}`]),
      ['API', `${url}/v1/openapi.json`],
      ['MCP registry', `${mcpRegistryUrl}/v0.1/servers`],
      ['publish token', path(tokenFile)],
      ['for scripts', path(startFile)],
    ],
    '  ',
  );
  for (const { id, error } of broken) {
    const [first] = error.findings ?? [];
    const reason = first ? `${placeOf(first)}: ${first.message}` : error.message;
    out.line(`  ${paint.red('not built')}  ${id}: ${reason}`);
  }
  const shown = plugins.find(({ id }) => id === 'rolekit/sales') ?? plugins.find(({ role }) => role !== undefined);
  if (shown) renderInstall(shown, start, out);
  out.line();
  out.line('Stop with Ctrl-C.');
}

function renderInstall(
  { id, connectors }: Demo['plugins'][number],
  { registry, sandboxes }: Demo['start'],
  out: Out,
): void {
  const [namespace = '', plugin = ''] = id.split('/');
  const { url: registryUrl, name } = registry;
  out.line();
  out.line(out.paint.bold(`Install ${plugin}`));
  const rows = installLines({ registryUrl, name, namespace, plugin })
    .filter(({ host }) => host !== 'vscode')
    .flatMap(({ title, lines }) => lines.map((line, index) => [index === 0 ? title : '', line]));
  out.table(rows, '  ');
  const connectable = connectors.filter((connector) => connector in sandboxes);
  if (connectable.length === 0) return;
  out.line();
  out.line(out.paint.bold('Connect it to the sandbox'));
  for (const connector of connectable) out.line(`  ${out.command(`connect ${connector} --sandbox`)}`);
}
