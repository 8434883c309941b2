import type { Access, ToolDefinition, ToolEntry } from '../connector/description-types.ts';
import { canonicalJson } from '../digest/canonical.ts';
import type { SurfaceChange } from '../host/registry-wire.ts';
import type { ToolsFile } from '../plugin/types.ts';
import { diffSchemas } from './schema-diff.ts';

type Level = SurfaceChange['level'];

export function change(
  level: Level,
  kind: string,
  subject: string,
  message: string,
  instructions = false,
): SurfaceChange {
  return { level, kind, subject, message, instructions };
}

const RANK: Record<Access, number> = { read: 0, write: 1, destructive: 2 };

/** All tools of a bundle by name, also those switched off. */
export function toolsOf(file: ToolsFile): Map<string, ToolEntry> {
  return new Map(
    file.connectors.flatMap((connector) => connector.tools.map((tool) => [tool.definition.name, tool] as const)),
  );
}

/** What changed in the tools: each change with the least version step that it needs. */
export function compareTools(before: ToolsFile, after: ToolsFile): SurfaceChange[] {
  const had = toolsOf(before);
  const has = toolsOf(after);
  const changes: SurfaceChange[] = [];
  for (const [name, tool] of had) {
    const now = has.get(name);
    if (now === undefined) changes.push(change('major', 'tool-removed', name, `${name} was removed or renamed.`));
    else if (now.digest !== tool.digest || now.access !== tool.access || now.enabled !== tool.enabled)
      changes.push(...compareTool(name, tool, now));
  }
  for (const [name] of has) if (!had.has(name)) changes.push(change('minor', 'tool-added', name, `${name} is new.`));
  return changes;
}

function compareTool(name: string, before: ToolEntry, after: ToolEntry): SurfaceChange[] {
  const changes: SurfaceChange[] = [];
  if (RANK[after.access] > RANK[before.access])
    changes.push(change('major', 'access-raised', name, `${name} is ${after.access} now, was ${before.access}.`));
  if (RANK[after.access] < RANK[before.access])
    changes.push(change('minor', 'access-lowered', name, `${name} is ${after.access} now, was ${before.access}.`));
  if (before.enabled && !after.enabled)
    changes.push(change('major', 'tool-switched-off', name, `${name} is no longer listed by default.`));
  if (!before.enabled && after.enabled)
    changes.push(change('minor', 'tool-switched-on', name, `${name} is listed by default now.`));
  changes.push(...compareInput(name, before.definition, after.definition));
  changes.push(...compareOutput(name, before.definition, after.definition));
  changes.push(...compareHints(name, before.definition, after.definition));
  changes.push(...compareWords(name, before.definition, after.definition));
  return changes;
}

function compareInput(name: string, before: ToolDefinition, after: ToolDefinition): SurfaceChange[] {
  const { narrowed, widened } = diffSchemas(before.inputSchema, after.inputSchema);
  return [
    ...narrowed.map((what) => change('major', 'input-narrowed', name, `Input of ${name}: ${what}.`)),
    ...widened
      .filter((what) => !narrowed.includes(what))
      .map((what) => change('minor', 'input-widened', name, `Input of ${name}: ${what}.`)),
  ];
}

/** A caller relies on what it gets: less of it and wider values break it, a new property does not. */
function compareOutput(name: string, before: ToolDefinition, after: ToolDefinition): SurfaceChange[] {
  if (before.outputSchema === undefined) {
    return after.outputSchema === undefined
      ? []
      : [change('minor', 'output-added', name, `Output of ${name} has a schema now.`)];
  }
  if (after.outputSchema === undefined)
    return [change('major', 'output-removed', name, `Output of ${name} has no schema any more.`)];
  const { narrowed, widened } = diffSchemas(before.outputSchema, after.outputSchema);
  const changes: SurfaceChange[] = [];
  for (const what of narrowed.filter((text) => text.endsWith('was removed')))
    changes.push(change('major', 'output-removed', name, `Output of ${name}: ${what}.`));
  for (const what of widened) {
    const added = what.endsWith('is new');
    changes.push(
      change(added ? 'minor' : 'major', added ? 'output-added' : 'output-widened', name, `Output of ${name}: ${what}.`),
    );
  }
  return changes;
}

/** Hosts decide by the hints whether to ask a person, so a weaker hint breaks what that decision rests on. */
function compareHints(name: string, before: ToolDefinition, after: ToolDefinition): SurfaceChange[] {
  const had = before.annotations ?? {};
  const has = after.annotations ?? {};
  const changes: SurfaceChange[] = [];
  if (had.readOnlyHint === true && has.readOnlyHint !== true)
    changes.push(change('major', 'hint-changed', name, `${name} no longer says that it only reads.`));
  if (had.destructiveHint === true && has.destructiveHint !== true)
    changes.push(change('major', 'hint-changed', name, `${name} no longer says that it destroys.`));
  if (changes.length === 0 && text(had) !== text(has))
    changes.push(change('patch', 'hint-changed', name, `Annotations of ${name} changed.`, true));
  return changes;
}

function compareWords(name: string, before: ToolDefinition, after: ToolDefinition): SurfaceChange[] {
  const words = ({ title, description, inputSchema, outputSchema, _meta }: ToolDefinition) => ({
    title,
    description,
    input: prose(inputSchema),
    output: prose(outputSchema),
    _meta,
  });
  const [had, has] = [words(before), words(after)];
  const parts = (Object.keys(had) as (keyof typeof had)[]).filter(
    (part) => text(had[part] ?? null) !== text(has[part] ?? null),
  );
  const said: Record<string, string> = {
    title: 'title',
    description: 'description',
    input: 'words of the input',
    output: 'words of the output',
    _meta: '_meta',
  };
  if (parts.length === 0) return [];
  return [
    change(
      'patch',
      'instructions-changed',
      name,
      `Instructions of ${name} changed: ${parts.map((part) => said[part]).join(', ')}.`,
      true,
    ),
  ];
}

/** The words of a schema that a model reads, by the path of what they describe. */
function prose(schema: unknown, at = '', into: Record<string, unknown> = {}): Record<string, unknown> {
  if (typeof schema !== 'object' || schema === null) return into;
  for (const [key, value] of Object.entries(schema)) {
    if (typeof value === 'object') prose(value, `${at}/${key}`, into);
    else if (key === 'description' || key === 'title') into[`${at}/${key}`] = value;
  }
  return into;
}

function text(value: unknown): string {
  return canonicalJson(value);
}
