import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { composeBundle } from '../../packages/cli/src/build/index.ts';
import { writeEvals } from '../../packages/cli/src/evals/export/index.ts';
import { notesPlugin, RIGHT } from '../../packages/cli/src/evals/notes-plugin.fixture.ts';
import { createHome } from './home.ts';
import { hostCommand } from './install.ts';
import { runProgram } from './processes.ts';
import { startScriptedClaude, type Turn } from './scripted-claude.ts';

type Run = { score: number; error: unknown; graders: { name: string; passed: boolean }[] };
type Result = { claudeVersion: string; cases: { name: string; arms: { with: Run[]; without: Run[] } }[] };

const tool = (name: string, input: object): Turn => ({ tool: `mcp__plugin_starter_starter__starter_${name}`, input });
const LIST = tool('list_notes', { text: 'launch' });
const MARK = tool('update_note', { id: 'n1', done: true });
const READ = tool('get_note', { id: 'n1' });
const SKILL: Turn = { tool: 'Skill', input: { skill: 'starter:mark-done' } };

/** Runs the evals of a plugin in Claude Code, in front of a model that makes these turns. */
async function claudeEval(turns: readonly Turn[]): Promise<Result['cases'][number]['arms']> {
  const home = createHome('claude-evals');
  onTestFinished(home.remove);
  const dir = notesPlugin(join(home.path, 'starter'));
  const { out } = await writeEvals(await composeBundle(dir), () => {});
  const model = await startScriptedClaude(turns);
  onTestFinished(model.close);
  const result = join(home.path, 'result.json');
  const line = ['plugin', 'eval', join(out, 'starter'), '--trust-plugin', '--no-publish', '--runs', '1'];
  const env = { ...home.env, ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'of-a-scripted-model' };
  await runProgram(
    hostCommand('claude'),
    [...line, '--threshold', '0', '--json', result, '--output-dir', join(home.path, 'out')],
    { ...home, env },
    { timeoutMs: 150_000 },
  );
  const { cases } = JSON.parse(readFileSync(result, 'utf8')) as Result;
  expect(cases.map(({ name }) => name)).toEqual(['mark-done']);
  return cases[0]?.arms ?? { with: [], without: [] };
}

const failed = (runs: readonly Run[]) => runs.flatMap(({ graders }) => graders.filter(({ passed }) => !passed));

test('Claude Code runs the evals that build writes, against the mocks of the server', async () => {
  const arms = await claudeEval([SKILL, LIST, MARK, READ, RIGHT]);
  expect(failed(arms.with)).toEqual([]);
  expect(arms.with[0]?.graders.map(({ name }) => name)).toEqual([
    'reads mark-done',
    'calls starter_list_notes',
    'calls starter_update_note',
    'calls starter_get_note',
    'starter_list_notes before starter_update_note',
    'starter_list_notes before starter_get_note',
    'says 1: which note',
    'says 2: of how many',
  ]);
  expect(arms.without[0]?.graders.map(({ name }) => name)).toEqual(['says 1: which note', 'says 2: of how many']);
});

test('and finds a wrong order, a tool that was not called, and a figure that was not said', async () => {
  const arms = await claudeEval([SKILL, MARK, LIST, 'Plan the launch event is done; there are 120 of them.']);
  expect(failed(arms.with).map(({ name }) => name)).toEqual([
    'calls starter_get_note',
    'starter_list_notes before starter_update_note',
    'starter_list_notes before starter_get_note',
    'says 2: of how many',
  ]);
});
