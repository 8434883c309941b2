import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'http/index': 'src/http.ts',
    'serve/index': 'src/serve/index.ts',
    'serve/run': 'src/serve/endpoint/run-server.ts',
    'serve/undo': 'src/serve/write/undo.ts',
    'skill/index': 'src/skill/index.ts',
    'plugin/index': 'src/plugin/index.ts',
    'bundle/index': 'src/bundle/index.ts',
    'host/index': 'src/host/index.ts',
    internal: 'src/internal.ts',
    wire: 'src/host/registry-wire.ts',
    authorization: 'src/authorization-header.ts',
    fields: 'src/header-fields.ts',
    'loopback/index': 'src/loopback/index.ts',
    suggest: 'src/suggest.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'node20',
  splitting: true,
  clean: true,
  sourcemap: true,
});
