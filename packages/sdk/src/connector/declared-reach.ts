import { didYouMean } from '../suggest.ts';
import type { FolderUse } from './description-types.ts';
import type { Fields } from './field.ts';

/** What is wrong with a declaration, and how it is written. */
export interface WrongDeclaration {
  reason: string;
  hint: string;
}

const HOST = /^(?:\*\.(?=[^.]+\.))?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** The first of a connector's hosts and folders that could never match anything, or would match too much. */
export function wrongReach(
  hosts: readonly string[],
  folders: readonly FolderUse[],
  config: Fields,
): WrongDeclaration | undefined {
  for (const declared of [...hosts, ...folders.map(({ path }) => path)]) {
    if (!declared.startsWith('config:')) continue;
    const field = declared.slice('config:'.length);
    const known = Object.keys(config);
    if (!known.includes(field))
      return {
        reason: `${declared} names no setting`,
        hint: didYouMean(field, known) || `Its settings are ${known.join(', ') || 'none'}.`,
      };
  }
  const wrong = hosts.find((host) => !host.startsWith('config:') && !HOST.test(host));
  if (wrong === undefined) return undefined;
  return { reason: `the host ${wrong} is not a host name, or its wildcard matches too much`, hint: howToWrite(wrong) };
}

/**
 * A host or folder that a connector's code declares and its recorded description does not: a person who installed it was never
 * told of that.
 */
export function unrecordedReach(recorded: Reach, code: Reach): string | undefined {
  const hosts = new Set(recorded.hosts);
  const folders = new Set(recorded.folders?.map(nameOf));
  return code.hosts.find((host) => !hosts.has(host)) ?? code.folders?.map(nameOf).find((use) => !folders.has(use));
}

interface Reach {
  readonly hosts: readonly string[];
  readonly folders?: readonly FolderUse[];
}

function nameOf({ path, otherwise, access }: FolderUse): string {
  return `${path}${otherwise === undefined ? '' : ` or ${otherwise}`} (${access})`;
}

function howToWrite(host: string): string {
  const url = host.includes('://') ? host : `https://${host}`;
  const name = URL.canParse(url) ? new URL(url).hostname : '';
  const example = HOST.test(name) && name !== host ? name : 'api.example.com` or `*.example.com';
  return `Write \`${example}\`: lower case, without scheme, port and path.`;
}
