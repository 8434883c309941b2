const NAMED = /import\s*\{\s*z(?:\s+as\s+([\w$]+))?\s*\}\s*from\s*(["'])(zod(?:\/[\w/-]+)?)\2/g;

/**
 * Rewrites `import { z } from 'zod'` to `import * as z`: the same object, but esbuild can then leave out what of it is not
 * used, which is four fifths of zod.
 */
export function zodAsNamespace(code: string): string {
  return code.replace(NAMED, (_, local: string | undefined, _quote, path: string) => {
    return `import * as ${local ?? 'z'} from ${JSON.stringify(path)}`;
  });
}
