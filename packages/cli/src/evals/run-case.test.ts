import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeBundle } from '../build/index.ts';
import { readPlaybooks } from '../playbook/index.ts';
import { openBench } from '../testing/bench.ts';
import { openServers } from '../testing/built-servers.ts';
import { caseOf, type EvalCase } from './case.ts';
import { accessIn } from './evaluate.ts';
import { endpointOf, modelAt } from './model/index.ts';
import { LIST, MARK, notesPlugin, READ, RIGHT, turns } from './notes-plugin.fixture.ts';
import { type EvalPlace, runCase } from './run-case.ts';
import { type Script, startScriptedModel } from './scripted-model.fixture.ts';
import { createSpending } from './spending.ts';
import type { Verdict } from './verdict.ts';

const KEY = 'sk-test-7c1f0a2b';

let dir: string;
let place: EvalPlace;
let evalCase: EvalCase;

beforeAll(async () => {
  dir = notesPlugin(mkdtempSync(join(tmpdir(), 'rolekit-evals-')));
  const bundle = await composeBundle(dir);
  const bench = await openBench(['starter'], dir);
  place = { bundle, bench, servers: await openServers(bundle, bench), accessOf: accessIn(bundle) };
  const [playbook] = (await readPlaybooks(dir)).playbooks;
  if (playbook) evalCase = await caseOf(playbook, await place.servers.connectedTo(), dir);
});

afterAll(async () => {
  await place.servers.close();
  await place.bench.close();
  rmSync(dir, { recursive: true });
});

interface Options {
  maxTurns?: number;
  budget?: { tokens?: number; usd?: number };
  runs?: number;
  without?: boolean;
  isLater?: boolean;
  timeoutMs?: number;
  evalCase?: EvalCase;
}

async function runs(provider: 'openai' | 'anthropic', script: Script, options: Options = {}) {
  const scripted = await startScriptedModel(script);
  const address = provider === 'openai' ? `${scripted.url}/v1` : `${scripted.url}/anthropic`;
  const endpoint = endpointOf({ endpoint: address, provider: undefined }, { ROLEKIT_EVAL_KEY: KEY });
  const spending = createSpending(options.budget ?? {}, { input: 10, output: 100 });
  const { report, stopped } = await runCase(
    options.evalCase ?? evalCase,
    place,
    {
      model: modelAt(endpoint, { model: 'scripted', maxTokens: 1000, network: {} }),
      runs: options.runs ?? 1,
      without: options.without ?? false,
      limits: { turns: options.maxTurns ?? 20, timeoutMs: options.timeoutMs ?? 60_000 },
      spending,
      signal: new AbortController().signal,
      onStep() {},
    },
    options.isLater ?? false,
  );
  expect(JSON.stringify(report)).not.toContain(KEY);
  const [first] = report.with.runs;
  return { report, stopped, heard: scripted.heard, first, usd: spending.usd(), usage: spending.usage };
}

describe('a case', () => {
  test('asks for the tools of its steps, in the order of their values, and for telling facts', () => {
    expect(evalCase).toMatchObject({
      name: 'mark-done',
      skill: 'mark-done',
      prompt: 'Which note about the launch comes first, and of how many? Mark it as done.',
      tools: [
        { name: 'starter_list_notes', mayFail: false },
        { name: 'starter_update_note', mayFail: false },
        { name: 'starter_get_note', mayFail: false },
      ],
      order: [
        ['starter_list_notes', 'starter_update_note'],
        ['starter_list_notes', 'starter_get_note'],
      ],
      facts: [
        { name: 'which note', value: 'Plan the launch event', tolerance: 0 },
        { name: 'of how many', value: 12, tolerance: 0 },
      ],
      approvals: { starter_update_note: 'accept' },
    });
  });
});

describe.each(['openai', 'anthropic'] as const)('over the wire of %s', (provider) => {
  const over = (script: Script, options: Options = {}) => runs(provider, script, options);
  const only = (report: Verdict | undefined) => ({
    missing: report?.missing,
    late: report?.late,
    unsaid: report?.unsaid,
    forbidden: report?.forbidden,
  });

  test('a model that does what the playbook does passes', async () => {
    const skill = { calls: [{ name: 'read_skill', args: { name: 'mark-done' } }] };
    const { heard, first, report, usage, usd } = await over(turns(skill, LIST, MARK, READ));
    expect(first).toMatchObject({ passed: true, ended: 'answered', answer: RIGHT, turns: 5 });
    expect(first?.calls).toEqual([
      { tool: 'read_skill', ok: true },
      { tool: 'starter_list_notes', ok: true },
      { tool: 'starter_update_note', ok: true },
      { tool: 'starter_get_note', ok: true },
    ]);
    expect(report.with.passed).toMatchObject({ passed: 1, runs: 1, rate: 1 });
    expect([usage, usd]).toEqual([{ input: 500, output: 50 }, 0.01]);

    // what a host would show: descriptions first, instructions when they are asked for
    const [opening, second] = heard;
    expect(opening).toMatchObject({ model: 'scripted', results: [] });
    expect(opening?.prompt).toBe('Which note about the launch comes first, and of how many? Mark it as done.');
    expect(opening?.system).toContain('- mark-done: Mark notes as done. Use when somebody says');
    expect(opening?.system).not.toContain('Find the note with');
    expect(opening?.tools.map(({ name }) => name)).toEqual([
      'read_skill',
      'starter_list_notes',
      'starter_get_note',
      'starter_update_note',
    ]);
    expect(second?.results[0]?.[0]?.text).toContain('Find the note with `starter_list_notes`');
    expect(heard.at(-1)?.results[2]?.[0]?.text).toContain('Plan the launch event');
  });

  test('calls of one turn are answered each by its own result', async () => {
    const { heard, first } = await over(turns({ calls: [...LIST.calls, ...READ.calls] }, MARK));
    expect(first?.passed).toBe(true);
    expect(heard[1]?.results[0]).toHaveLength(2);
    expect(heard[1]?.results[0]?.[0]?.text).toContain('n3');
    expect(heard[1]?.results[0]?.[1]?.text).not.toContain('n3');
  });

  test('one that answers without a tool fails by its tools, however right the answer is', async () => {
    const { first } = await over(turns());
    expect(first).toMatchObject({ passed: false, right: true });
    expect(only(first)).toEqual({
      missing: ['starter_list_notes', 'starter_update_note', 'starter_get_note'],
      late: [],
      unsaid: [],
      forbidden: [],
    });
  });

  test('one that writes before it looks has the wrong order', async () => {
    const { first } = await over(turns(MARK, READ, LIST));
    expect(first?.passed).toBe(false);
    expect(first?.late).toEqual([
      ['starter_list_notes', 'starter_update_note'],
      ['starter_list_notes', 'starter_get_note'],
    ]);
  });

  test('one that says other figures fails by its facts', async () => {
    const all = [LIST, MARK, READ];
    const { first } = await over(turns(...all, 'Plan the launch event is done; there are 120 of them.'));
    expect(only(first)).toEqual({ missing: [], late: [], unsaid: ['of how many'], forbidden: [] });
  });

  test('arguments that are no JSON object, and tools that there are not, are said to the model, which goes on', async () => {
    const broken = { calls: [{ name: 'starter_list_notes', rawArgs: '{"text": ' }] };
    const unknown = { calls: [{ name: 'starter_list_note', args: {} }] };
    const { heard, first } = await over(turns(broken, unknown, LIST, MARK, READ));
    expect(heard[1]?.results[0]?.[0]?.text).toBe('The arguments are not a JSON object. Send them again.');
    expect(heard[2]?.results[1]?.[0]?.text).toBe(
      'There is no tool starter_list_note. Did you mean starter_list_notes?',
    );
    expect(first?.calls.slice(0, 2)).toEqual([
      { tool: 'starter_list_notes', ok: false, kind: 'invalid_arguments' },
      { tool: 'starter_list_note', ok: false, kind: 'unknown_tool' },
    ]);
    expect(first?.passed).toBe(true);
  });

  test.each([
    ['refused', 'refused'],
    ['cut', 'cut'],
  ] as const)('an answer that was %s is none', async (end, ended) => {
    const { first } = await over(turns({ end, text: RIGHT }));
    expect(first).toMatchObject({ ended, passed: false, right: false });
  });

  test('one that calls for ever is ended', async () => {
    const { first } = await over(() => LIST, { maxTurns: 4 });
    expect(first).toMatchObject({ ended: 'turns', turns: 4, passed: false });
  });

  test('an endpoint that is busy for a moment is waited for', async () => {
    let asked = 0;
    const script = turns(LIST, MARK, READ);
    const { first, heard } = await over((turn, what) => {
      asked += 1;
      if (asked === 1) return { status: 429, retryAfter: 0 };
      if (asked === 3) return { status: 529, retryAfter: 0 };
      return script(turn, what);
    });
    expect(first?.passed).toBe(true);
    expect(heard).toHaveLength(6);
  });

  test('a key that is refused ends it, and is not said', async () => {
    const refused = over(() => ({ status: 401, text: `The key ${KEY} is wrong.` }));
    await expect(refused).rejects.toMatchObject({
      code: 'RK_MODEL_KEY',
      message: expect.not.stringContaining(KEY),
      fix: expect.stringContaining('ROLEKIT_EVAL_KEY'),
    });
  });

  test('a key in an answer is not shown', async () => {
    const { first } = await over(turns(`Your key is ${KEY}.`));
    expect(first?.answer).toBe('Your key is •••.');
  });

  test('a model that the endpoint does not have is said in its own words', async () => {
    await expect(over(() => ({ status: 404, text: 'The model scripted does not exist.' }))).rejects.toMatchObject({
      code: 'RK_MODEL_REFUSED',
      message: expect.stringContaining('The model scripted does not exist.'),
    });
  });

  test('what the endpoint no longer takes in the middle fails that run', async () => {
    const { first } = await over((turn) => (turn === 0 ? LIST : { status: 400, text: 'prompt is too long' }));
    expect(first).toMatchObject({ ended: 'failed', passed: false, problem: expect.stringContaining('too long') });
  });

  test('the key goes where the wire has it', async () => {
    const { heard } = await over(turns());
    const { authorization, 'x-api-key': apiKey, 'anthropic-version': version } = heard[0]?.headers ?? {};
    expect([authorization, apiKey, version]).toEqual(
      provider === 'openai' ? [`Bearer ${KEY}`, undefined, undefined] : [undefined, KEY, '2023-06-01'],
    );
    expect(heard[0]?.path).toBe(provider === 'openai' ? '/v1/chat/completions' : '/anthropic/v1/messages');
  });
});

describe('a budget', () => {
  test('ends the runs after the answer that used it up, and keeps what was run', async () => {
    const { report, stopped, usage } = await runs('openai', turns(LIST, MARK, READ), {
      budget: { tokens: 500 },
      runs: 3,
    });
    expect(stopped).toBe('the budget is used up');
    expect(report.with.passed).toMatchObject({ passed: 1, runs: 1 });
    expect(usage).toEqual({ input: 500, output: 50 });
  });

  test('in USD counts with the prices that were given', async () => {
    const { stopped, usd } = await runs('openai', turns(LIST, MARK, READ), { budget: { usd: 0.0079 }, runs: 9 });
    expect([stopped, usd]).toEqual(['the budget is used up', 0.008]);
  });

  test('holds nothing where the endpoint does not count, and says so', async () => {
    const uncounted = runs('openai', () => ({ text: RIGHT, usage: 'none' }), { budget: { tokens: 500 } });
    await expect(uncounted).rejects.toMatchObject({ code: 'RK_USAGE' });
  });
});

test('an endpoint that counts no tokens has no cost', async () => {
  const { usd, first } = await runs('openai', () => ({ text: RIGHT, usage: 'none' }));
  expect([usd, first?.usage]).toEqual([undefined, { input: 0, output: 0 }]);
});

test('an endpoint that fails after other cases were run ends it, and loses nothing', async () => {
  let asked = 0;
  const script: Script = (turn, heard) => {
    asked += 1;
    return asked > 4 ? { status: 401 } : turns(LIST, MARK, READ)(turn, heard);
  };
  const { report, stopped } = await runs('openai', script, { runs: 3 });
  expect(report.with.passed).toMatchObject({ passed: 1, runs: 1 });
  expect(stopped).toContain('refuses the key');
});

test('without the plugin the model has neither skills nor tools, and its answers are compared', async () => {
  const script: Script = (turn, heard) => (heard.tools.length === 0 ? RIGHT : turns(LIST, MARK, READ)(turn, heard));
  const { report, heard } = await runs('openai', script, { runs: 2, without: true });
  const bare = heard.filter(({ tools }) => tools.length === 0);
  expect(bare).toHaveLength(2);
  expect(bare[0]?.system).not.toContain('Skills');
  expect(report.without?.right).toMatchObject({ passed: 2, runs: 2 });
  expect(report.without?.runs[0]).toMatchObject({ missing: [], passed: true });
  expect(report.difference?.difference).toBe(0);
});

test('a call without the plugin is answered by there being no such tool', async () => {
  const { report } = await runs('openai', turns(LIST), { without: true });
  expect(report.without?.runs[0]?.calls).toEqual([{ tool: 'starter_list_notes', ok: false, kind: 'unknown_tool' }]);
});

test('a write that nobody asked for is declined, and counts against the run', async () => {
  const asked = { ...evalCase, approvals: {} };
  const { first, heard } = await runs('openai', turns(LIST, MARK, READ), { evalCase: asked });
  expect(first).toMatchObject({ passed: false, right: true, forbidden: ['starter_update_note'] });
  expect(heard[2]?.results[1]?.[0]?.text).toContain('the person answered "decline"');
  expect(place.bench.writes()).toBe(0);
});

test('a model that is too slow is not waited for', async () => {
  const script: Script = () => new Promise(() => {});
  const { first } = await runs('openai', script, { timeoutMs: 200 });
  expect(first).toMatchObject({ ended: 'timeout', passed: false });
});
