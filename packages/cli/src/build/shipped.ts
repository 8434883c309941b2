import type { BuildOptions } from 'esbuild';

/** How code is bundled that a plugin ships: for every Node that may run it, and with nothing in it that names this machine. */
export const AS_SHIPPED = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // paths in comments and in CommonJS wrappers would differ from machine to machine
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
} as const satisfies BuildOptions;
