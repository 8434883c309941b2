import { isObject } from '../json-value.ts';
import { COMPONENT_KINDS } from '../plugin/component-kinds.ts';
import { nearest } from '../suggest.ts';
import type { PolicyDocument } from './document.ts';

// Written by hand and not with zod: every server reads its machine's policy before its first answer.

/** Why a policy cannot be taken; the caller says of which file or request. */
export type RefusePolicy = (reason: string) => Error;

type Check = (value: unknown, name: string, refuse: RefusePolicy) => void;

const MAX_ENTRIES = 1000;
const MAX_HOURS = 10 * 365 * 24;
const TOOL = /^[a-z0-9_]+\*?$|^\*$/;
const NAME = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const HOST = /^(?:\*\.(?=[^.]+\.))?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const SETTING = /^config:(?:\*|[A-Za-z0-9_]+)$/;

const lists = {
  plugins: [new RegExp(`^${NAME}/(?:\\*|[a-z0-9][a-z0-9-]*\\*?)$`), '`namespace/name`, or a pattern that ends with *'],
  namespaces: [new RegExp(`^(?:${NAME}|[a-z0-9][a-z0-9-]*\\*)$`), 'a namespace, or a pattern that ends with *'],
  publishers: [/^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/, 'the name of a publisher'],
  access: [/^(?:read|write|destructive)$/, '`read`, `write` or `destructive`'],
  networkHosts: [
    { test: (text: string) => HOST.test(text) || SETTING.test(text) },
    'a host such as `api.example.com`, `*.example.com` or `config:*`',
  ],
  folders: [
    { test: (text: string) => SETTING.test(text) || /^(?:~|\/|[A-Za-z]:[\\/])[^\p{C}]*$/u.test(text) },
    'a folder such as `~/Rolekit`, or `config:*`',
  ],
  components: [
    { test: (text: string) => text === 'server' || COMPONENT_KINDS.includes(text as 'hook') },
    `one of server, ${COMPONENT_KINDS.join(', ')}`,
  ],
  remoteServers: [{ test: isOrigin }, 'an origin such as `https://mcp.example.com`'],
} as const satisfies Record<string, readonly [Pick<RegExp, 'test'>, string]>;

/** Every entry of the document, and what it takes. */
const ENTRIES: Record<keyof PolicyDocument, Check> = {
  owner: text(/^[^\p{C}]{1,200}$/u, 'a line of at most 200 characters'),
  plugins: allowDeny('plugins'),
  namespaces: allowDeny('namespaces'),
  publishers: allowDeny('publishers'),
  signatures: listOf(/^(?:registry|publisher|provenance)$/, '`registry`, `publisher` or `provenance`'),
  access: allowDeny('access'),
  networkHosts: allowDeny('networkHosts'),
  folders: allowDeny('folders'),
  components: allowDeny('components'),
  remoteServers: allowDeny('remoteServers'),
  minimumAgeHours: hours(0),
  offline: object({ statusMaxAgeHours: hours(0) }),
  snapshot: object({ validHours: hours(1), expired: oneOf('closed', 'open') }),
  registry: object({
    url: text({ test: isWebAddress }, 'an address such as `https://plugins.example.com`'),
    keys: listOf(/^[A-Za-z0-9+/=_:-]{1,500}$/, 'a public key'),
  }),
  audit: object({ report: aSwitch }),
  writes: oneOf('confirm', 'deny'),
  denyTools: listOf(TOOL, 'a name nor a pattern that ends with *', 'names'),
  enableTools: listOf(TOOL, 'a name nor a pattern that ends with *', 'names'),
};

/** Entries that only make sense where nobody serves the document. */
const LOCAL_ONLY: readonly (keyof PolicyDocument)[] = ['registry'];

/**
 * Takes a document from outside: an entry that is unknown or not as it should be refuses it whole.
 *
 * @param options.isLocal a machine's or a person's own file; a registry's names no registry
 * @throws what `refuse` makes of the reason
 */
export function parsePolicy(value: unknown, refuse: RefusePolicy, { isLocal = true } = {}): PolicyDocument {
  if (!isObject(value)) throw refuse('is not an object');
  const known = Object.keys(ENTRIES).filter((name) => isLocal || !LOCAL_ONLY.includes(name as keyof PolicyDocument));
  for (const [name, entry] of Object.entries(value)) {
    if (!known.includes(name)) throw refuse(unknownEntry(name, known));
    ENTRIES[name as keyof PolicyDocument](entry, name, refuse);
  }
  if (isObject(value.registry) && value.registry.url === undefined) throw refuse('`registry` has no `url`');
  return value as PolicyDocument;
}

/** A tool's name, or how names begin, with `*` at the end. */
export function isToolPattern(pattern: string): boolean {
  return TOOL.test(pattern);
}

function unknownEntry(name: string, known: readonly string[], otherwise = ''): string {
  const meant = nearest(name, known);
  const instead = meant === undefined ? otherwise : `; did you mean "${meant}"?`;
  return `has an unknown entry ${JSON.stringify(name.slice(0, 100))}${instead}`;
}

function object(entries: Record<string, Check>): Check {
  return (value, name, refuse) => {
    if (!isObject(value)) throw refuse(`\`${name}\` is not an object`);
    for (const [key, entry] of Object.entries(value)) {
      // a key such as "constructor" is in every object, and in none by itself
      const check = Object.hasOwn(entries, key) ? entries[key] : undefined;
      if (check === undefined) {
        const known = Object.keys(entries);
        throw refuse(`\`${name}\` ${unknownEntry(key, known, `; it takes ${known.join(', ')}`)}`);
      }
      check(entry, `${name}.${key}`, refuse);
    }
  };
}

function allowDeny(list: keyof typeof lists): Check {
  const [pattern, what] = lists[list];
  return object({ allow: listOf(pattern, what), deny: listOf(pattern, what) });
}

function listOf(pattern: Pick<RegExp, 'test'>, what: string, plural = 'entries'): Check {
  return (value, name, refuse) => {
    if (!Array.isArray(value) || value.length > MAX_ENTRIES)
      throw refuse(`\`${name}\` is not a list of at most ${MAX_ENTRIES} ${plural}`);
    const wrong = value.find((entry) => typeof entry !== 'string' || entry.length > 500 || !pattern.test(entry));
    if (wrong === undefined) return;
    const neither = what.startsWith('a name nor') ? `which is neither ${what}` : `which is not ${what}`;
    throw refuse(`\`${name}\` has ${JSON.stringify(wrong)}, ${neither}`);
  };
}

function oneOf(first: string, second: string): Check {
  return (value, name, refuse) => {
    if (value !== first && value !== second) throw refuse(`\`${name}\` is neither "${first}" nor "${second}"`);
  };
}

function hours(least: number): Check {
  return (value, name, refuse) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > MAX_HOURS)
      throw refuse(`\`${name}\` is not a number of hours from ${least} to ${MAX_HOURS}`);
  };
}

function aSwitch(value: unknown, name: string, refuse: RefusePolicy): void {
  if (typeof value !== 'boolean') throw refuse(`\`${name}\` is neither true nor false`);
}

function text(pattern: Pick<RegExp, 'test'>, what: string): Check {
  return (value, name, refuse) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw refuse(`\`${name}\` is not ${what}`);
  };
}

function isOrigin(value: string): boolean {
  return isWebAddress(value) && new URL(value).origin === value;
}

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
