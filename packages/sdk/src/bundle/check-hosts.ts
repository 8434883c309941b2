import type { Finding } from '../finding.ts';
import { isObject, valueAt } from '../json-value.ts';
import { bundleError } from '../plugin/bundle-finding.ts';
import { GENERATOR, HOST_FILES, hostFiles } from '../plugin/host-files.ts';
import type { HostFilesInput } from '../plugin/host-files-input.ts';
import type { Lock } from '../plugin/types.ts';
import { isTooDeep } from '../tree/json-keys.ts';
import { placeInJson } from '../tree/read-json.ts';
import { nameOf } from '../tree/schema-issues.ts';
import { jsonTextOf } from './json-text.ts';

type Path = readonly (string | number)[];

interface Difference {
  path: Path;
  rule: 'extra' | 'missing' | 'changed';
}

const REBUILD = 'Build the plugin again: `rolekit build`.';
const MAX_BYTES = 1024 * 1024;
const MAX_FINDINGS = 20;

/** What a host does with a key that is not generated. */
const HOST_ACTS: Record<string, string> = {
  agents: 'a host loads agents from there',
  apps: 'Codex connects those apps',
  channels: 'Claude Code lets them send messages into a session',
  commands: 'a host offers commands from there',
  contextFileName: 'Gemini CLI gives that file to the model in every session',
  dependencies: 'Claude Code installs those plugins too',
  env: 'a host starts the server with that environment',
  cwd: 'a host starts the server in that folder',
  excludeTools: 'Gemini CLI takes those tools from the model',
  experimental: 'Claude Code loads themes and monitors from there',
  headers: 'a host sends those headers',
  headersHelper: 'Claude Code runs that command',
  hooks: 'a host runs those commands',
  lspServers: 'Claude Code starts those language servers',
  mcpServers: 'a host starts those servers',
  monitors: 'Claude Code keeps those commands running',
  onboardingSkill: 'Codex runs that skill first',
  outputStyles: 'Claude Code changes how it answers',
  rules: 'Cursor gives those rules to the model',
  settings: 'a host changes its settings, or asks for them',
  skills: 'a host loads skills from there',
  themes: 'a host loads themes from there',
  trust: 'Gemini CLI calls the tools of that server without asking',
  userConfig: 'Claude Code asks the user for those values',
  workflows: 'a host loads workflows from there',
};

/**
 * Compares each host's file with the one that the generator named by the lock writes. Nothing but the equal JSON is taken:
 * what only one host's file says would be done there unseen.
 */
export function checkHostFiles(
  input: HostFilesInput,
  content: ReadonlyMap<string, Uint8Array>,
  lock: Pick<Lock, 'generator'> | undefined,
): Finding[] {
  const generator = lock?.generator ?? 1;
  if (generator !== GENERATOR) return [unknownGenerator(generator)];
  const expected = new Map<string, unknown>(
    hostFiles(input).map(({ path, bytes }) => [path, JSON.parse(new TextDecoder().decode(bytes))]),
  );
  return HOST_FILES.flatMap((path) => checkHostFile(path, expected.get(path), content.get(path)));
}

function checkHostFile(path: string, expected: unknown, bytes: Uint8Array | undefined): Finding[] {
  if (bytes === undefined) {
    return expected === undefined ? [] : [bundleError('missing-file', path, `The bundle has no ${path}.`, REBUILD)];
  }
  const error = (message: string) => [bundleError('host-file', path, message, REBUILD)];
  if (expected === undefined) return error('The file lists servers that the manifest does not declare.');
  if (bytes.length > MAX_BYTES) return error(`The file has more than ${MAX_BYTES} bytes.`);
  const decoded = jsonTextOf(bytes, path);
  // That it is no text is a finding of every JSON file.
  if ('finding' in decoded) return [];
  const { text } = decoded;
  // That is a finding of every JSON file.
  if (isTooDeep(text)) return [];
  const found = parsed(text);
  if (!isObject(found)) return error('The file is not a JSON object.');
  return differences(expected, found)
    .slice(0, MAX_FINDINGS)
    .map((difference) => {
      const place = placeInJson(text, difference.path);
      return { ...bundleError('host-file', path, messageOf(difference, expected, found), REBUILD), ...place };
    });
}

function unknownGenerator(generator: number): Finding {
  return {
    code: 'lock/generator',
    severity: 'error',
    message: `The host files were written by generator ${generator}; this version knows ${GENERATOR}.`,
    file: 'rolekit.lock.json',
    fix: 'Use a newer rolekit or registry, or build the plugin again with this one.',
  };
}

function messageOf({ path, rule }: Difference, expected: unknown, found: unknown): string {
  const name = nameOf(path);
  if (rule === 'missing') return `${name} is missing: it is ${show(valueAt(expected, path))} in the generated file.`;
  if (rule === 'changed') {
    return `${name} is ${show(valueAt(found, path))}; the generated file says ${show(valueAt(expected, path))}.`;
  }
  const acts = HOST_ACTS[String(path.at(-1))];
  return `${name} is not in the generated file${acts === undefined ? '' : `, and ${acts}`}.`;
}

/** Where two JSON values differ, topmost only. */
function differences(expected: unknown, found: unknown, path: Path = []): Difference[] {
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((value, index) => differences(value, found[index], [...path, index]));
  }
  if (isObject(expected) && isObject(found)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    return keys.flatMap((key): Difference[] => {
      const at = [...path, key];
      if (!Object.hasOwn(expected, key)) return [{ path: at, rule: 'extra' }];
      if (!Object.hasOwn(found, key)) return [{ path: at, rule: 'missing' }];
      return differences(expected[key], found[key], at);
    });
  }
  return expected === found ? [] : [{ path, rule: 'changed' }];
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
