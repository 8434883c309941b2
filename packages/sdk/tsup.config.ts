import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'http/index': 'src/http.ts',
    'serve/index': 'src/serve/index.ts',
    'serve/run': 'src/serve/endpoint/run-server.ts',
    'serve/undo': 'src/serve/write/undo.ts',
    'settings/index': 'src/settings/index.ts',
    'skill/index': 'src/skill/index.ts',
    'plugin/index': 'src/plugin/index.ts',
    'bundle/index': 'src/bundle/index.ts',
    'host/index': 'src/host/index.ts',
    'internal/index': 'src/internal/index.ts',
    'internal/plugin': 'src/internal/plugin.ts',
    'internal/settings': 'src/internal/settings.ts',
    'internal/texts': 'src/internal/texts.ts',
    wire: 'src/host/registry-wire.ts',
    authorization: 'src/authorization-header.ts',
    'loopback/index': 'src/loopback/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'node20',
  splitting: true,
  clean: true,
  sourcemap: true,
});
