import type { ConnectorDescription, ToolDefinition, ToolEntry } from '../connector/description-types.ts';
import { toolDigest, toolsetDigest } from '../digest/digest.ts';
import type { Finding } from '../finding.ts';
import type { Lock, ToolsFile } from '../plugin/types.ts';
import { tokenCost } from './token-cost.ts';

const REBUILD = 'Build the plugin again: `rolekit build`.';

/**
 * Recomputes the digests of a `tools.json` and compares it with the lock.
 *
 * @param hasLock True also for a lock that cannot be read, which has findings of its own.
 */
export function checkTools(tools: ToolsFile, lock: Lock | undefined, hasLock = lock !== undefined): Finding[] {
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  const findings = tools.connectors.flatMap(checkConnector);
  findings.push(
    ...twice(
      'connector',
      tools.connectors.map(({ name }) => name),
    ),
  );
  findings.push(
    ...twice(
      'tool',
      entries.map(({ definition }) => definition.name),
    ),
  );
  if (toolsetDigest(entries) !== tools.toolsetDigest) {
    findings.push(problem('digest', 'The toolset digest is not that of its tools.'));
  }
  const tokens = tokenCost(entries.filter((entry) => entry.enabled).map(({ definition }) => definition));
  if (tokens !== tools.tokens) {
    findings.push({
      ...problem('tokens', `The tools cost about ${tokens} tokens, not ${tools.tokens}.`),
      severity: 'warning',
    });
  }
  return [...findings, ...(lock === undefined && hasLock ? [] : checkLock(tools, lock))];
}

function checkConnector(connector: ConnectorDescription): Finding[] {
  return [...connector.tools.flatMap((entry) => checkTool(connector.name, entry)), ...checkTestCall(connector)];
}

/** A connector's own author is told that nobody can try its credentials; whoever joins it cannot change that. */
export function checkTestCall({ name, untested, source }: ConnectorDescription): Finding[] {
  if (!untested || source) return [];
  return [
    {
      code: 'connector/no-test',
      severity: 'warning',
      message: `The connector "${name}" has credentials, and no \`test\` call that tries them.`,
      file: 'tools.json',
      fix: 'Give its connection a `test`: one harmless call that answers who is connected, for `rolekit connect` and `rolekit doctor`.',
    },
  ];
}

function checkTool(connector: string, { access, definition, digest }: ToolEntry): Finding[] {
  const { name, annotations } = definition;
  const findings: Finding[] = [];
  if (!name.startsWith(`${connector}_`))
    findings.push(problem('tool-name', `The tool "${name}" is not named after "${connector}".`));
  if (digestOrNone(definition) !== digest)
    findings.push(problem('digest', `The digest of "${name}" is not that of its definition.`));
  if ((access === 'read') !== (annotations?.readOnlyHint === true)) {
    const claim = access === 'read' ? 'does not say that it only reads' : 'says that it only reads';
    findings.push(problem('access', `The tool "${name}" has access "${access}", and its definition ${claim}.`));
  }
  return findings;
}

// A definition may hold what has no canonical form, such as 1e999; then no digest is right.
function digestOrNone(definition: ToolDefinition): string | undefined {
  try {
    return toolDigest(definition);
  } catch {
    return undefined;
  }
}

function checkLock(tools: ToolsFile, lock: Lock | undefined): Finding[] {
  const joined = tools.connectors.filter((connector) => connector.source !== undefined);
  if (lock === undefined) {
    return joined.length === 0
      ? []
      : [lockProblem('missing', 'The bundle joins connectors and has no rolekit.lock.json.')];
  }
  const findings: Finding[] = [];
  if (lock.toolsetDigest !== tools.toolsetDigest)
    findings.push(lockProblem('toolset', 'The lock belongs to another toolset.'));
  for (const { name, source } of joined) {
    const locked = lock.connectors[name];
    const isSame =
      locked?.plugin === source?.plugin && locked?.version === source?.version && locked?.digest === source?.digest;
    if (!isSame)
      findings.push(lockProblem('connector', `The lock and tools.json differ in where "${name}" comes from.`));
  }
  return findings;
}

function twice(what: string, names: readonly string[]): Finding[] {
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(again)].map((name) => problem('duplicate', `Two of the ${what}s are named "${name}".`));
}

function problem(rule: string, message: string): Finding {
  return { code: `tools/${rule}`, severity: 'error', message, file: 'tools.json', fix: REBUILD };
}

function lockProblem(rule: string, message: string): Finding {
  return { code: `lock/${rule}`, severity: 'error', message, file: 'rolekit.lock.json', fix: REBUILD };
}
