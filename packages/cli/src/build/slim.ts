import type { Plugin } from 'esbuild';

/**
 * Leaves out of a server what it never uses and every start would pay for: zod's messages in other languages, and the
 * JSON Schema validator that the official SDK loads for forms. The one form that we send, an approval, is checked by
 * the code that reads its answer.
 */
export function slim(): Plugin {
  return {
    name: 'rolekit-slim',
    setup(build) {
      build.onResolve({ filter: /^\.\.\/locales\/index\.c?js$/ }, ({ path, importer }) =>
        /[\\/]zod[\\/]/.test(importer) ? { path, namespace: NAMESPACE } : undefined,
      );
      // by its own name in the SDK's sources, and by that of a file of its own in the SDK as it is published
      const shims = /^@modelcontextprotocol\/server\/_shims$|^@rolekit\/sdk\/internal\/official-shims$/;
      build.onResolve({ filter: shims }, ({ path }) => ({ path, namespace: NAMESPACE }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: path.endsWith('shims') ? SHIMS : 'export {};',
        loader: 'js',
      }));
    },
  };
}

const NAMESPACE = 'rolekit-slim';

const SHIMS = `
export { default as process } from 'node:process';
export class DefaultJsonSchemaValidator {
  getValidator() {
    return (input) => ({ valid: true, data: input, errorMessage: undefined });
  }
}`;
