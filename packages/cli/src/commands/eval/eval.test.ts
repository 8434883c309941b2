import { expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';
import { LIST, MARK, notesPlugin, READ, RIGHT, turns } from '../../evals/notes-plugin.fixture.ts';
import { type Script, startScriptedModel } from '../../evals/scripted-model.fixture.ts';

const KEY = 'sk-test-7c1f0a2b';

interface Options {
  plugin?: string;
  args?: string[];
  provider?: 'openai' | 'anthropic';
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  onStderr?(text: string): void;
  quietMs?: number;
}

async function evaluate(script: Script, options: Options = {}) {
  const { plugin = notesPlugin(temporaryFolder()), args = [], provider = 'openai', env, ...rest } = options;
  const model = await startScriptedModel(script);
  const endpoint = provider === 'openai' ? `${model.url}/v1` : `${model.url}/anthropic`;
  const line = ['eval', plugin, '--model', 'scripted', '--endpoint', endpoint, '--runs', '1', ...args];
  const run = await rolekit(line, { env: { ROLEKIT_EVAL_KEY: KEY, ...env }, ...rest });
  expect(run.stdout + run.stderr).not.toContain(KEY);
  return { ...run, heard: model.heard, first: run.json?.result?.cases?.[0]?.with?.runs?.[0] };
}

test.each([
  [['--endpoint', 'http://127.0.0.1:1/v1'], 'No model given.'],
  [['--model', 'm'], 'No endpoint given.'],
  [['--model', 'm', '--endpoint', 'here'], '--endpoint is not an http or https address.'],
  [['--model', 'm', '--endpoint', 'http://models.example.com/v1'], 'http://models.example.com is not https.'],
  [['--model', 'm', '--endpoint', 'https://k:s@models.example.com/v1'], '--endpoint holds more than an address.'],
  [
    ['--model', 'm', '--endpoint', 'https://a.example/v1', '--provider', 'other'],
    '--provider other is not a provider.',
  ],
  [['--model', 'm', '--endpoint', 'https://a.example/v1', '--runs', '0'], '--runs 0 is not possible.'],
  [['--model', 'm', '--endpoint', 'https://a.example/v1', '--runs', '1.5'], '--runs 1.5 is not possible.'],
  [['--model', 'm', '--endpoint', 'https://a.example/v1', '--min-pass', '80'], '--min-pass 80 is not possible.'],
  [['--model', 'm', '--endpoint', 'https://a.example/v1', '--budget-usd', '5'], 'A budget in USD needs prices.'],
  [['--model', 'm', '--endpoint', 'https://a.example/v1', '--price-in', '5'], 'One price is missing.'],
])('%j is a usage error', async (args, message) => {
  const run = await rolekit(['eval', temporaryFolder(), ...args]);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a plugin without playbooks has nothing to run', async () => {
  const run = await evaluate(turns(), { plugin: notesPlugin(temporaryFolder(), {}) });
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('The plugin has no playbooks.')]);
});

test('a playbook that does not hold in the sandbox grades nobody, and no model is asked', async () => {
  const wrong = `skill: mark-done
title: T
steps: [ { call: starter_get_note, with: { id: n1 }, capture: { title: item.title } } ]
facts: [ { name: f, value: title, equals: Other title } ]
`;
  const { code, stderr, heard } = await evaluate(turns(), {
    plugin: notesPlugin(temporaryFolder(), { 'wrong.yaml': wrong }),
  });
  expect([code, heard]).toEqual([1, []]);
  expect(stderr).toContain('RK_EVAL_PLAYBOOK: playbooks/wrong.yaml:4:10 does not hold in the sandbox');
  expect(stderr).toMatch(/fix: Run `rolekit test .+ --playbook wrong`/);
});

const REFUSES = { text: 'I do not do that.', end: 'refused' } as const;

test('a person reads rates with their intervals, what went wrong how often, tokens and cost', async () => {
  let runs = 0;
  const { code, stdout } = await evaluate(
    (turn, heard) => {
      if (heard.tools.length === 0) return 'I cannot see your notes.';
      if (turn === 0) runs += 1;
      if (runs === 3) return REFUSES;
      return turns(LIST, ...(runs === 2 ? [] : [MARK]), READ)(turn, heard);
    },
    { args: ['--runs', '3', '--without', '--min-pass', '0.9', '--price-in', '10', '--price-out', '100'] },
  );
  expect(code).toBe(1);
  const cells = '1/3 33 % (6 to 79)  2/3 67 % (21 to 94)  0/3 0 % (0 to 56)  +67 (-6 to +94)';
  expect(
    stdout.replace(/[\d.]+ s$/m, '… s'),
  ).toBe(`playbook   passed              said with            said without       difference
mark-done  ${cells}
all        ${cells}

mark-done
  1 of 3 runs: did not call starter_update_note
  1 of 3 runs: the model refused

your-namespace/starter 0.1.0: 1,100 tokens in, 110 out, 0.0220 USD, … s
`);
});

test('a script gets every run, with the model and where it was asked', async () => {
  const { code, json } = await evaluate(turns(LIST, MARK, READ), {
    provider: 'anthropic',
    args: ['--only', 'mark-done', '--min-pass', '1', '--json'],
  });
  expect(code).toBe(0);
  expect(json.result).toMatchObject({
    plugin: 'your-namespace/starter',
    model: 'scripted',
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/anthropic\/v1\/messages$/),
    total: { passed: { passed: 1, runs: 1, rate: 1, low: expect.closeTo(0.2065, 4), high: 1 } },
    cases: [{ name: 'mark-done', facts: ['which note', 'of how many'], with: { runs: [{ answer: RIGHT }] } }],
    skipped: [],
  });
});

test('a playbook with nothing to grade is skipped, with the reason', async () => {
  const none = `skill: mark-done
title: Nobody may write
steps: [ { call: starter_update_note, with: { id: n1, done: true }, approve: decline, expectError: approval_refused } ]
`;
  const { code, stdout, heard } = await evaluate(turns(), {
    plugin: notesPlugin(temporaryFolder(), { 'none.yaml': none }),
  });
  expect([code, heard]).toEqual([0, []]);
  expect(stdout).toContain('skipped  none: no tool is needed, and no fact must be said');
});

test('a budget that is used up ends it with what was run, and fails', async () => {
  const { code, stdout } = await evaluate(turns(LIST, MARK, READ), { args: ['--runs', '9', '--budget-tokens', '500'] });
  expect(code).toBe(1);
  expect(stdout).toContain('mark-done  1/1 100 % (21 to 100)');
  expect(stdout).toContain('stopped  the budget is used up');
});

test('Ctrl-C ends it while the model thinks', async () => {
  const controller = new AbortController();
  const { code, stdout } = await evaluate(
    () => {
      controller.abort();
      return new Promise(() => {});
    },
    { signal: controller.signal },
  );
  expect([code, stdout]).toEqual([130, '']);
});

test('an endpoint that is not there is said after a few tries', async () => {
  const model = await startScriptedModel(turns());
  const { port } = new URL(model.url);
  await model.close();
  const line = ['eval', notesPlugin(temporaryFolder()), '--model', 'm', '--endpoint', `http://127.0.0.1:${port}/v1`];
  const run = await rolekit([...line, '--runs', '1']);
  expect(run.code).toBe(4);
  expect(run.stderr).toContain(`127.0.0.1:${port} is not available`);
});
