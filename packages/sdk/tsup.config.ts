import { defineConfig } from 'tsup';
import { inlinedPackages } from '../../scripts/inlined-packages.mjs';

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
    'internal/overlay': 'src/internal/overlay.ts',
    'internal/difference': 'src/internal/difference.ts',
    'internal/policy': 'src/internal/policy.ts',
    'internal/settings': 'src/internal/settings.ts',
    'internal/audit': 'src/internal/audit.ts',
    'internal/signing': 'src/internal/signing.ts',
    'internal/texts': 'src/internal/texts.ts',
    'internal/words': 'src/internal/words.ts',
    'internal/official-shims': 'src/internal/official-shims.ts',
    wire: 'src/host/registry-wire.ts',
    authorization: 'src/authorization-header.ts',
    'loopback/index': 'src/loopback/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'node20',
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  // the entry for Node of `yaml` is CommonJS, of which nothing can be left out
  esbuildOptions(options) {
    options.alias = { yaml: './node_modules/yaml/browser/dist/index.js' };
    options.mainFields = ['module', 'main'];
  },
  esbuildPlugins: [shimsApart(), ...inlinedPackages()],
});

/** A file of its own for what the official server loads at once and a built server never uses, so that a build can leave it out. */
function shimsApart(): ReturnType<typeof inlinedPackages>[number] {
  return {
    name: 'rolekit-shims-apart',
    setup(build) {
      build.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({
        path: '@rolekit/sdk/internal/official-shims',
        external: true,
      }));
    },
  };
}
