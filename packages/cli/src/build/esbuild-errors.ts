import { relative, resolve, sep } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { Message } from 'esbuild';
import { hasStandIns } from '../package-above.ts';

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
      fix: detail?.fix ?? fixOf(text, notes, dir),
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

function fixOf(text: string, notes: Message['notes'], dir: string): string {
  const unresolved = /^Could not resolve "(.+)"$/.exec(text)?.[1];
  if (unresolved === undefined) return notes[0]?.text || 'Correct the code here.';
  const name = PACKAGE.exec(unresolved)?.[0];
  if (name === undefined) return 'Correct the path: there is no such file.';
  const where = hasStandIns(dir) ? '--prefix .. --no-save ' : '';
  return `Run \`npm install ${where}${name}\` in the folder of the plugin, or correct the name.`;
}

/** What a package is called, at the start of what is imported of it. */
const PACKAGE = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?=\/|$)/;

/** True for what `esbuild.build` rejects with. */
export function isBuildFailure(error: unknown): error is { errors: Message[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
