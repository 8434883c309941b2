import { isObject } from '@rolekit/sdk/internal';
import type { Access } from '@rolekit/sdk/plugin';
import { CliError } from '../errors.ts';
import {
  dataFlow,
  ExpressionError,
  fillDeep,
  nameOf,
  type Playbook,
  type PlaybookHost,
  type Problem,
  runPlaybook,
} from '../playbook/index.ts';
import { isSayable, isTelling, type Sayable } from './grade/said.ts';

/** What is asked of a model, and what its run is graded by. */
export interface EvalCase {
  /** Name of the playbook's file without its ending. */
  name: string;
  title: string;
  skill?: string | undefined;
  connected?: readonly string[] | undefined;
  prompt: string;
  tools: readonly NeededTool[];
  /** Pairs of needed tools: the first is called before the last call of the second. */
  order: readonly (readonly [before: string, after: string])[];
  facts: readonly EvalFact[];
  /** What a person answers when a write asks; `decline` for all others. */
  approvals: Readonly<Record<string, 'accept'>>;
}

export interface NeededTool {
  name: string;
  /** The playbook shows how it fails, so that a failing call counts. */
  mayFail: boolean;
}

/** A value that the answer must say. */
export interface EvalFact {
  name: string;
  value: Sayable;
  tolerance: number;
}

/** Access of a tool, by its name. */
export type AccessOf = (tool: string) => Access | undefined;

/**
 * Makes a case of a playbook, with the values that the sandbox has: `host` is one.
 *
 * @throws RK_EVAL_PLAYBOOK when the playbook itself does not hold there
 */
export async function caseOf(playbook: Playbook, host: PlaybookHost, plugin: string): Promise<EvalCase> {
  const name = nameOf(playbook);
  const refuse = ({ file, line, column, message }: Problem) =>
    new CliError('RK_EVAL_PLAYBOOK', { file, line, column, reason: message, plugin, playbook: name });
  const result = await runPlaybook(playbook, host);
  const problem = [...result.steps, ...result.facts].find((part) => part.problem !== undefined)?.problem;
  if (problem) throw refuse(problem);
  const tools = neededTools(playbook);
  return {
    name,
    title: playbook.title,
    ...(playbook.skill === undefined ? {} : { skill: playbook.skill }),
    ...(playbook.connected === undefined ? {} : { connected: playbook.connected }),
    prompt: promptOf(playbook, refuse),
    tools,
    order: orderOf(playbook, tools),
    facts: playbook.facts.flatMap((fact, index): EvalFact[] => {
      const value = fact.equals === undefined ? fact.contains : result.facts[index]?.value;
      if (fact.said ?? (fact.equals !== undefined && isTelling(value))) {
        if (isSayable(value)) return [{ name: fact.name, value, tolerance: fact.tolerance ?? 0 }];
        const message = `no answer can be searched for the fact "${fact.name}": remove its \`said\``;
        throw refuse({ file: playbook.file, ...playbook.placeOf(['facts', index, 'said']), message });
      }
      return [];
    }),
    approvals: Object.fromEntries(
      playbook.steps.flatMap(({ call, approve }) => (approve === 'accept' ? [[call, approve]] : [])),
    ),
  };
}

/** Why a playbook is nothing for a model; undefined when it is something. */
export function notAsked({ prompt }: Pick<Playbook, 'prompt'>): string | undefined {
  return prompt === false ? 'nobody asks this' : undefined;
}

/** Why nothing of a run could be graded; undefined when something can. */
export function ungradable({ tools, facts }: EvalCase): string | undefined {
  return tools.length === 0 && facts.length === 0 ? 'no tool is needed, and no fact must be said' : undefined;
}

/** The tools of the steps that must succeed; where a playbook has none and pastes nothing, those that show how they fail. */
function neededTools({ steps, pasted }: Playbook): NeededTool[] {
  const asked = steps.filter(({ approve }) => approve === undefined || approve === 'accept');
  const succeeding = asked.filter(({ expectError }) => expectError === undefined);
  const mayFail = succeeding.length === 0 && Object.keys(pasted).length === 0;
  const names = new Set((mayFail ? asked : succeeding).map(({ call }) => call));
  return [...names].map((name) => ({ name, mayFail }));
}

function orderOf(playbook: Playbook, tools: readonly NeededTool[]): [string, string][] {
  const needed = new Set(tools.map(({ name }) => name));
  const pairs = dataFlow(playbook)
    .map(({ before, after }): [string, string] => [before.call, after.call])
    .filter(([before, after]) => before !== after && needed.has(before) && needed.has(after));
  const has = new Set(pairs.map((pair) => pair.join(' ')));
  // two tools that take turns have no order
  const unique = new Map(pairs.map((pair) => [pair.join(' '), pair]));
  return [...unique.values()].filter(([before, after]) => !has.has(`${after} ${before}`));
}

/** What the person says: the playbook's prompt, else its title and what it is given; rows and pasted tables below. */
function promptOf(playbook: Playbook, refuse: (problem: Problem) => CliError): string {
  const { file, prompt, title, input, pasted } = playbook;
  const said = () => {
    if (typeof prompt !== 'string')
      return [`${title}.`, ...Object.entries(input).map(([name, value]) => `${name}: ${spoken(value)}`)].join('\n');
    try {
      return String(fillDeep(prompt, { input }));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw refuse({ file, ...playbook.placeOf(['prompt'], error.at), message: error.message });
    }
  };
  const rows = typeof prompt === 'string' ? Object.entries(input).filter(([, value]) => isRows(value)) : [];
  return [
    said().trim(),
    ...rows.map(([name, value]) => `${name}:\n${JSON.stringify(value)}`),
    ...Object.entries(pasted).map(([name, table]) => `${name}:\n${table.trim()}`),
  ].join('\n\n');
}

/** What no text can hold, and a person pastes. */
function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.some(isObject);
}

function spoken(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
