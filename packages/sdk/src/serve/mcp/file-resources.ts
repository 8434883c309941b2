import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import type { ServedPlugin } from '../plugin/types.ts';
import { base64, type ResultFiles, SCHEME } from '../result/result-files.ts';

/** Serves the files of results. Plugins whose tools have none serve no such resource. */
export function registerFiles(mcp: McpServer, files: () => Promise<ResultFiles>, principal: string): void {
  mcp.registerResource(
    'result-file',
    new ResourceTemplate(`${SCHEME}{id}/{name}`, { list: undefined }),
    { title: 'Files of results', description: 'Binary content of a result, for half an hour.' },
    async (uri) => {
      const file = (await files()).read(uri.toString(), principal);
      if (!file)
        throw new ResourceNotFoundError(
          uri.toString(),
          `The file ${uri.toString()} does not exist or has expired: repeat the call that made it.`,
        );
      return { contents: [{ uri: uri.toString(), mimeType: file.mimeType, blob: base64(file.content) }] };
    },
  );
}

/** Does any tool say that its results may have files? Told from descriptions: no code is loaded for it. */
export function hasFiles(plugin: ServedPlugin): boolean {
  return plugin.connectors.some(({ description }) =>
    description.tools.some(({ definition }) => {
      const { properties } = (definition.outputSchema ?? {}) as { properties?: object };
      return properties !== undefined && 'files' in properties && 'source' in properties;
    }),
  );
}
