import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of others whose code is in a bundle. */
export interface ThirdParty {
  name: string;
  version: string;
  /** As its package.json says: an SPDX expression, mostly. */
  license: string;
  /** Text of its licence; empty where it brings none. */
  text: string;
}

/** Lies beside the code that it speaks of. */
export const NOTICES_FILE = 'server/THIRD_PARTY_NOTICES.txt';

const RULE = `\n\n${'-'.repeat(80)}\n\n`;
const HEAD = /^(\S+) (\S+) \((.*)\)(?:\n\n|$)/;

/**
 * The packages of which something is in the output of the bundler.
 *
 * @param workDir from which the paths of the inputs begin
 */
export function packagesIn({ outputs }: Metafile, workDir: string): ThirdParty[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = used.flatMap((path) => packageFolder(join(workDir, path)) ?? []);
  return distinct([...new Set(folders)].map(packageOf));
}

/** The package in a folder. */
export function packageOf(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  return { name, version, license: String(license?.type ?? license ?? 'not stated'), text: plain(text) };
}

/** Each once, by name and version. */
export function distinct(packages: readonly ThirdParty[]): ThirdParty[] {
  const known = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** The notices that most licences ask for. */
export function writeNotices(packages: readonly ThirdParty[]): string {
  const parts = packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}`.trim());
  return `The files of this bundle hold code of these packages.${RULE}${parts.join(RULE)}\n`;
}

/** The packages that such notices name, also those that a published package writes of itself. */
export function parseNotices(notices: string): ThirdParty[] {
  const packages: ThirdParty[] = [];
  for (const part of notices.trimEnd().split(RULE).slice(1)) {
    const [head, name = '', version = '', license = ''] = HEAD.exec(part) ?? [];
    const last = packages.at(-1);
    if (head !== undefined) packages.push({ name, version, license, text: part.slice(head.length).trim() });
    // a licence may have such a line of its own
    else if (last !== undefined) last.text += `${RULE}${part}`;
  }
  return packages;
}

function packageFolder(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\\', '/'))?.[0];
}

/** Without what people cannot see, and with one kind of line ends. */
function plain(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{C}\n\t]/gu, '')
    .trim();
}
