import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../templates/connector/sandbox/index.ts';
import starter from '../../templates/connector/src/index.ts';
import { hostOf } from '../../test/in-memory.ts';
import { parsePlaybook } from './parse.ts';
import { runPlaybook } from './run.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let host: Awaited<ReturnType<typeof hostOf>>;

beforeAll(async () => {
  sandbox = await startSandbox();
  host = await hostOf(starter, sandbox);
});

afterAll(async () => {
  await host.close();
  await sandbox.close();
});

async function run(steps: string) {
  const { playbook, findings } = parsePlaybook(`connector: starter\ntitle: T\n${steps}`, 'playbooks/a.yaml');
  expect(findings).toEqual([]);
  if (!playbook) throw new Error('not reached');
  return runPlaybook(playbook, host);
}

describe('a playbook fails', () => {
  test('at the first failing step, and skips what comes after', async () => {
    const result = await run(
      `steps:
  - { id: bad, call: starter_get_note, with: { id: none } }
  - { id: later, call: starter_list_notes }
facts: [ { name: f, value: 1, equals: 1 } ]
`.replace('value: 1', "value: '1'"),
    );
    expect(result.passed).toBe(false);
    expect(result.steps).toMatchObject([
      {
        id: 'bad',
        status: 'failed',
        problem: {
          line: 4,
          column: 22,
          message: expect.stringMatching(/^starter_get_note failed with not_found: (?!not_found)/),
        },
      },
      { id: 'later', status: 'skipped' },
    ]);
    expect(result.facts).toEqual([{ name: 'f', status: 'skipped' }]);
  });

  test('when a captured field is not in the result, with the nearest name', async () => {
    const result = await run('steps:\n  - call: starter_list_notes\n    capture: { t: "items[0].titel" }\n');
    expect(result.steps[0]?.problem).toEqual({
      file: 'playbooks/a.yaml',
      line: 5,
      column: 28,
      message: 'there is no `titel`',
      fix: 'Did you mean `title`?',
    });
  });

  test('when an expectation or a fact does not hold, with both values', async () => {
    const result = await run(
      'steps:\n  - call: starter_list_notes\n    expect: [ { path: page.returned, equals: 23 } ]\n',
    );
    expect(result.steps[0]?.problem?.message).toBe('`page.returned`: expected 23, found 24');
    const facts = await run(
      'steps:\n  - { call: starter_list_notes, capture: { total: page.total } }\nfacts:\n  - { name: f, value: total / 7, equals: 3.4, tolerance: 0.01 }\n',
    );
    expect(facts.facts[0]).toMatchObject({
      status: 'failed',
      problem: { line: 6, message: '`total / 7`: expected 3.4 (± 0.01), found 3.4285714285714284' },
    });
    expect(facts.passed).toBe(false);
  });

  test('when a call succeeds that was to fail, or fails with another error', async () => {
    const fine = await run('steps:\n  - { call: starter_list_notes, expectError: not_found }\n');
    expect(fine.steps[0]?.problem?.message).toBe(
      'expected starter_list_notes to fail with not_found, but it succeeded',
    );
    const other = await run('steps:\n  - { call: starter_get_note, with: { id: none }, expectError: forbidden }\n');
    expect(other.steps[0]?.problem?.message).toContain('expected the error forbidden, found not_found');
  });

  test('when nobody is asked although an answer was prepared', async () => {
    const result = await run('steps:\n  - { call: starter_list_notes, approve: accept }\n');
    expect(result.steps[0]?.problem?.message).toBe('starter_list_notes did not ask for approval');
  });
});

test('a write that its plan refuses asks nobody, and may be expected to', async () => {
  const refused = await run(
    'steps:\n  - { call: starter_update_note, with: { id: none, done: true }, approve: accept, expectError: not_found }\n',
  );
  expect([refused.steps[0]?.problem?.message, refused.passed]).toEqual([undefined, true]);
  const declined = await run(
    'steps:\n  - { call: starter_get_note, with: { id: none }, approve: decline, expectError: approval_refused }\n',
  );
  expect(declined.steps[0]?.problem?.message).toContain('expected the error approval_refused, found not_found');
});

test('a write without an answer is refused, because nobody can be asked', async () => {
  const result = await run(
    'steps:\n  - { call: starter_update_note, with: { id: n2, done: true }, expectError: approval_required }\n',
  );
  expect(result.passed).toBe(true);
});

test('the playbook of the connector template passes', async () => {
  const text = await readFile(new URL('../../templates/connector/playbooks/first.yaml', import.meta.url), 'utf8');
  const { playbook } = parsePlaybook(text, 'playbooks/first.yaml');
  if (!playbook) throw new Error('not reached');
  const result = await runPlaybook(playbook, host);
  expect(result.steps.map(({ id, status, problem }) => [id, status, problem?.message])).toEqual([
    ['find', 'passed', undefined],
    ['approve', 'passed', undefined],
    ['refuse', 'passed', undefined],
    ['read', 'passed', undefined],
    ['missing', 'passed', undefined],
  ]);
  expect(result.facts.map(({ name, status }) => [name, status])).toEqual([
    ['the page holds five notes', 'passed'],
    ['the note is done', 'passed'],
    ['the refused title was not written', 'passed'],
  ]);
  expect(result.passed).toBe(true);
  expect(sandbox.stats().writes).toBe(1);
});

test('the playbook of the documentation on pasted rows passes with nothing connected', async () => {
  const page = await readFile(new URL('../../../../docs/playbooks.md', import.meta.url), 'utf8');
  const [, text = ''] = /```yaml\n(skill: review-forecast\ntitle: The forecast[\s\S]*?)```/.exec(page) ?? [];
  const { playbook } = parsePlaybook(text, 'playbooks/a.yaml');
  if (!playbook) throw new Error('not reached');
  const call = async () => ({
    isError: true,
    structured: { error: { kind: 'not_connected' } },
    text: '',
    questions: 0,
  });
  expect(await runPlaybook(playbook, { call })).toMatchObject({
    passed: true,
    facts: [{ value: 395_500 }, { value: ['Bellwether Foods'] }],
  });
});
