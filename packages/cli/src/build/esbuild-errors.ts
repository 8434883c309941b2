import { relative, resolve, sep } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { Message } from 'esbuild';

/** How to mend code that was written or built for another version of the SDK. */
export const OTHER_SDK = {
  own: 'Import each name from where it is now: docs/upgrade.md lists what moved.',
  built:
    'Build the connector again with this version and publish it: `rolekit build <folder>`, `rolekit publish <folder>`.',
};

/**
 * esbuild's messages as findings, their places relative to the plugin.
 *
 * @param otherSdk the fix for a file that was bundled before: it can only ask for what the SDK lacks
 */
export function findingsOf(
  messages: readonly Message[],
  dir: string,
  workingDir: string,
  otherSdk: (file: string) => string | undefined = () => undefined,
): Finding[] {
  return messages.map(({ text, location, detail, notes }) => {
    const finding: Finding = {
      code: detail?.rule ?? 'build/bundle',
      severity: 'error',
      message: text,
      file: 'plugin.json',
      fix: detail?.fix ?? (notes[0]?.text || 'Fix the code, or install the package that it imports.'),
    };
    if (!location) return finding;
    const fix = otherSdk(location.file);
    if (fix !== undefined) {
      const message = `A connector was made for another version of the SDK: ${text}`;
      return { ...finding, code: 'build/other-sdk', message, fix };
    }
    const file = relative(dir, resolve(workingDir, location.file)).split(sep).join('/');
    return { ...finding, file, line: location.line, column: location.column + 1 };
  });
}

/** True for what `esbuild.build` rejects with. */
export function isBuildFailure(error: unknown): error is { errors: Message[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
