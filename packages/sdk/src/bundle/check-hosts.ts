import type { Finding } from '../finding.ts';
import { HOST_FILES, type HostFilesInput, hostFiles } from '../plugin/host-files.ts';
import { canonicalJson } from './canonical.ts';

type Fields = Record<string, unknown>;

const REBUILD = 'Build the plugin again: `rolekit build`.';

/**
 * Compares each host's file with what the manifest says: same name, same version, and exactly the servers that it
 * declares. A server that only one host's file has would be run there unseen.
 */
export function checkHostFiles(input: HostFilesInput, content: ReadonlyMap<string, Uint8Array>): Finding[] {
  const expected = new Map(hostFiles(input).map(({ path, bytes }) => [path as string, fieldsOf(bytes) ?? {}]));
  return HOST_FILES.filter((path) => path !== 'plugin.json').flatMap((path) => {
    const wanted = expected.get(path);
    const bytes = content.get(path);
    if (bytes === undefined)
      return wanted === undefined ? [] : [error('missing-file', path, `The bundle has no ${path}.`)];
    const found = fieldsOf(bytes);
    if (found === undefined) return [error('host-file', path, 'The file is not a JSON object.')];
    if (wanted === undefined)
      return [error('host-file', path, 'The file lists servers that the manifest does not declare.')];
    return differences(path, wanted, found);
  });
}

function differences(path: string, wanted: Fields, found: Fields): Finding[] {
  const same = ['name', 'version']
    .filter((key) => wanted[key] !== found[key])
    .map((key) =>
      error(
        'host-file',
        path,
        `Its ${key} is ${JSON.stringify(found[key])}; plugin.json says ${JSON.stringify(wanted[key])}.`,
      ),
    );
  const isSame = textOf(wanted.mcpServers) === textOf(found.mcpServers);
  const message = 'Its servers are not those that plugin.json and tools.json declare.';
  return isSame ? same : [...same, error('host-file', path, message)];
}

function textOf(servers: unknown): string | undefined {
  try {
    return canonicalJson(servers ?? null);
  } catch {
    return undefined;
  }
}

function fieldsOf(bytes: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function error(rule: string, file: string, message: string): Finding {
  return { code: `bundle/${rule}`, severity: 'error', message, file, fix: REBUILD };
}
