import { ResourceTemplate } from '@modelcontextprotocol/server';
import type { ExtendableServer, ExtendContext } from '@rolekit/sdk/serve';
import { PIXEL } from './sample-contents.ts';

export function registerResources(mcp: ExtendableServer, { era }: ExtendContext): void {
  // nothing of it changes while it runs
  mcp.server.registerCapabilities({
    resources: { listChanged: false, ...(era === 'legacy' ? { subscribe: true } : {}) },
  });
  mcp.registerResource(
    'static-text',
    'test://static-text',
    { description: 'A text.', mimeType: 'text/plain' },
    ({ href }) => ({
      contents: [{ uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
    }),
  );
  mcp.registerResource(
    'static-binary',
    'test://static-binary',
    { description: 'An image.', mimeType: PIXEL.mimeType },
    ({ href }) => ({ contents: [{ uri: href, mimeType: PIXEL.mimeType, blob: PIXEL.data }] }),
  );
  mcp.registerResource(
    'watched-resource',
    'test://watched-resource',
    { description: 'A text that can be subscribed to.', mimeType: 'text/plain' },
    ({ href }) => ({ contents: [{ uri: href, mimeType: 'text/plain', text: 'Watched.' }] }),
  );
  mcp.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Data of an id.', mimeType: 'application/json' },
    ({ href }, { id }) => {
      const value = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
      return { contents: [{ uri: href, mimeType: 'application/json', text: value }] };
    },
  );
  if (era === 'modern') return;
  mcp.server.setRequestHandler('resources/subscribe', () => ({}));
  mcp.server.setRequestHandler('resources/unsubscribe', () => ({}));
}
