import { relative, resolve, sep } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { Message } from 'esbuild';

/** esbuild's messages as findings, their places relative to the plugin. */
export function findingsOf(messages: readonly Message[], dir: string, workingDir: string): Finding[] {
  return messages.map(({ text, location, detail, notes }) => {
    const finding: Finding = {
      code: detail?.rule ?? 'build/bundle',
      severity: 'error',
      message: text,
      file: 'plugin.json',
      fix: detail?.fix ?? (notes[0]?.text || 'Fix the code, or install the package that it imports.'),
    };
    if (!location) return finding;
    const file = relative(dir, resolve(workingDir, location.file)).split(sep).join('/');
    return { ...finding, file, line: location.line, column: location.column + 1 };
  });
}

/** True for what `esbuild.build` rejects with. */
export function isBuildFailure(error: unknown): error is { errors: Message[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
