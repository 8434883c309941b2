import type { BundleFile } from '@rolekit/sdk/bundle';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import { stringify } from 'yaml';
import type { EvalCase } from '../case.ts';
import { saidPattern } from '../grade/said-pattern.ts';
import type { RecordedCall } from './recording.ts';

/** A case with what its playbook called in the sandbox. */
export interface RecordedCase {
  evalCase: EvalCase;
  calls: readonly RecordedCall[];
}

const SCHEMA_VERSION = '1.1';
const MAX_TURNS = 40;
const TIMEOUT_S = 600;

/** The `evals/` folder of a plugin for `claude plugin eval`: a case of each playbook, with graders and mocks. */
export function claudeEvals(plugin: string, { connectors }: ToolsFile, cases: readonly RecordedCase[]): BundleFile[] {
  const entries = connectors.flatMap((connector) => connector.tools).filter(({ enabled }) => enabled);
  const access = new Map(entries.map((entry) => [entry.definition.name, entry.access]));
  const nameOf = (tool: string) => `mcp__plugin_${plugin}_${plugin}__${tool}`;
  const tools = entries.map(({ definition: { name, description, inputSchema } }) => ({
    name,
    description,
    inputSchema,
  }));
  const writes = entries.filter((entry) => entry.access !== 'read').map((entry) => entry.definition.name);
  return [
    ...(tools.length === 0 ? [] : [file(`mocks/${plugin}/_tools.json`, `${JSON.stringify({ tools }, null, 2)}\n`)]),
    ...tools.map(({ name }) => file(`mocks/${plugin}/${name}.md`, unrecorded(name, access.get(name) !== 'read'))),
    ...cases.flatMap(({ evalCase, calls }) => [
      file(
        `${evalCase.name}/case.yaml`,
        stringify(
          caseFile(
            evalCase,
            tools.map(({ name }) => name),
            writes,
            nameOf,
          ),
        ),
      ),
      ...[...new Set(calls.map(({ tool }) => tool))].map((tool) => {
        const answered = calls.filter((call) => call.tool === tool);
        return file(`${evalCase.name}/mocks/${plugin}/${tool}.md`, mockOf(tool, answered));
      }),
    ]),
  ];
}

function caseFile(
  { name, title, skill, prompt, tools, order, facts, approvals }: EvalCase,
  allTools: readonly string[],
  writes: readonly string[],
  nameOf: (tool: string) => string,
) {
  // without the plugin there are no tools, so that only facts are compared
  const arm = 'with-only';
  return {
    schema_version: SCHEMA_VERSION,
    name,
    description: title,
    execution: {
      prompt,
      max_turns: MAX_TURNS,
      timeout_seconds: TIMEOUT_S,
      allowed_tools: ['Skill', 'Read', ...allTools.map(nameOf)],
    },
    graders: [
      ...(skill === undefined
        ? []
        : [{ type: 'tool_used', name: `reads ${skill}`, tool: 'Skill', input_match: skill }]),
      ...tools.map((tool) => ({ type: 'tool_used', name: `calls ${tool.name}`, tool: nameOf(tool.name), min: 1, arm })),
      ...order.map(([before, after]) => ({
        type: 'tool_order',
        name: `${before} before ${after}`,
        before: nameOf(before),
        after: nameOf(after),
        arm,
      })),
      ...facts.map((fact, index) => ({
        type: 'regex',
        name: `says ${index + 1}: ${fact.name}`,
        pattern: saidPattern(fact.value),
        flags: 'iu',
      })),
      ...writes
        .filter((tool) => approvals[tool] === undefined)
        .map((tool) => ({
          type: 'tool_used',
          name: `writes nothing with ${tool}`,
          tool: nameOf(tool),
          min: 0,
          max: 0,
          arm,
        })),
    ],
  };
}

/** One answer is given whatever is asked; of several, a model chooses the one that was recorded for the call. */
function mockOf(tool: string, calls: readonly RecordedCall[]): string {
  const [first] = calls;
  const isSame = calls.every(({ text, isError }) => text === first?.text && isError === first.isError);
  if (first && isSame) return responder(first.isError ? { error: true } : { type: 'fixed' }, first.text);
  const recordings = calls.map(
    ({ args, text }, index) => `## Recording ${index + 1}\n\nArguments: ${JSON.stringify(args)}\n\nAnswer:\n\n${text}`,
  );
  return responder(
    { type: 'agent' },
    [
      `You are the tool ${tool}. Below is what it answered to several calls.`,
      'Answer a call that asks for the same, in whatever words, with the whole recorded answer, character for character.',
      'Answer a call that asks for a part of what is recorded, or computes from it, with those rows in the same form, and never with a row or figure that is not there.',
      'Answer any other call with: not_found: nothing of that is recorded.',
      ...recordings,
    ].join('\n\n'),
  );
}

function unrecorded(tool: string, isWrite: boolean): string {
  const text = isWrite
    ? `approval_refused: ${tool} was not applied: the person answered "decline"`
    : `not_found: this eval has no recording of ${tool}`;
  return responder({ error: true }, text);
}

function responder(frontmatter: Record<string, unknown>, body: string): string {
  // a mock fills in what stands in two braces
  return `---\n${stringify(frontmatter)}---\n\n${body.replaceAll('{{', '{ {')}\n`;
}

function file(path: string, text: string): BundleFile {
  return { path: `evals/${path}`, bytes: new TextEncoder().encode(text) };
}
