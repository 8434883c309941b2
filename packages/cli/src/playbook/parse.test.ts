import { readFile } from 'node:fs/promises';
import { placeOf } from '@rolekit/sdk';
import { expect, test } from 'vitest';
import { parsePlaybook } from './parse.ts';

const problems = (text: string) =>
  parsePlaybook(text, 'playbooks/a.yaml').findings.map((one) =>
    `${placeOf(one)} ${one.code} ${one.message} ${one.fix ?? ''}`.trim(),
  );

const STEPS = 'steps:\n  - call: crm_list_deals\n';

test('a file that is no YAML is one finding, at its place', () => {
  expect(problems('skill: [a\nsteps: b\n')).toEqual([
    expect.stringMatching(/^playbooks\/a\.yaml:\d:\d playbook\/yaml Not valid YAML/),
  ]);
});

test('a bare path inside braces is explained', () => {
  expect(problems(`skill: s\ntitle: T\n${STEPS}    expect: [ { path: items[0].Id, equals: 1 } ]\n`)[0]).toContain(
    "Inside `{ }`, put texts with `[`, `{` or `,` in quotes: `{ path: 'items[0].Id' }`.",
  );
});

test('an empty file lacks everything', () => {
  expect(problems('')).toEqual(['playbooks/a.yaml:1:1 playbook/type The playbook must be a value of type object.']);
});

test('every wrong key, type and value is reported at once, in order', () => {
  expect(problems('skil: x\nsteps:\n  - cal: q\n    approve: yes\n    capture: { a-b: item.Id }\n')).toEqual([
    'playbooks/a.yaml:1:1 playbook/missing `title` is missing. Add it.',
    'playbooks/a.yaml:1:1 playbook/unknown-key The playbook has no `skil`. Did you mean `skill`?',
    'playbooks/a.yaml:3:5 playbook/missing `steps[0].call` is missing. Add it.',
    'playbooks/a.yaml:3:5 playbook/unknown-key `steps[0]` has no `cal`. Did you mean `call`?',
    'playbooks/a.yaml:4:14 playbook/value `steps[0].approve` is not an allowed value. Use one of accept, decline, cancel.',
    'playbooks/a.yaml:5:16 playbook/name `a-b` is not a valid name. Use letters, digits and `_`, starting with a letter.',
  ]);
});

test('a whole number beyond 2^53 keeps its digits', () => {
  const text = `connector: crm
title: T
steps:
  - call: crm_get_deal
    with: { id: 12345678901234567890, limit: 9007199254740991 }
`;
  const { playbook } = parsePlaybook(text, 'playbooks/a.yaml');
  expect(playbook?.steps[0]).toMatchObject({ with: { id: '12345678901234567890', limit: 9007199254740991 } });
});

test('names that nothing has yet are found without running it', () => {
  const text = `skill: s
title: T
input: { account: Acme }
steps:
  - call: crm_query
    with:
      soql: "Name = '\${input.acount}' LIMIT \${limit}"
    capture:
      total: sun(items[*].Amount)
  - call: crm_query
    with: { after: '\${totl}' }
facts:
  - { name: f, value: total + later, equals: 3 }
`;
  expect(problems(text)).toEqual([
    'playbooks/a.yaml:7:29 playbook/unknown-name Unknown name `input.acount`. Did you mean `input.account`?',
    'playbooks/a.yaml:7:47 playbook/unknown-name Unknown name `limit`. Known here: input.',
    'playbooks/a.yaml:9:14 playbook/unknown-function Unknown function `sun`. Did you mean `sum`?',
    'playbooks/a.yaml:11:23 playbook/unknown-name Unknown name `totl`. Did you mean `total`?',
    'playbooks/a.yaml:13:31 playbook/unknown-name Unknown name `later`. Known here: input, total.',
  ]);
});

test('a list that is made from another knows its name, inside only', () => {
  const text = `skill: s
title: T
input: { ids: [A] }
steps:
  - call: crm_query
    with:
      rows:
        $each: { id: '\${input.ids}' }
        $make: { key: '\${id}', of: '\${idd}' }
      after: '\${id}'
      half: { $each: { one: [] } }
      taken: { $each: { input: [] }, $make: 1 }
`;
  expect(problems(text)).toEqual([
    'playbooks/a.yaml:9:39 playbook/unknown-name Unknown name `idd`. Did you mean `id`?',
    'playbooks/a.yaml:10:17 playbook/unknown-name Unknown name `id`. Known here: input.',
    "playbooks/a.yaml:11:13 playbook/expression `$each` and `$make` must be the only keys, and `$each` has one name. Write `$each: { row: '${rows}' }` and below it `$make: …`, which may use `row`.",
    'playbooks/a.yaml:12:32 playbook/name-taken `input` is already taken. Choose another name.',
  ]);
});

test('what would prove nothing is refused', () => {
  const text = `title: T
steps:
  - call: crm_get_deal
    capture: { item: item.Id }
    expect: [ { path: item.Id } ]
    expectError: not_found
`;
  expect(problems(text)).toEqual([
    'playbooks/a.yaml:1:1 playbook/subject A playbook names either a skill or a connector. Add `skill: <name>` or, for a connector’s own, `connector: <name>`.',
    'playbooks/a.yaml:4:22 playbook/name-taken `item` is reserved. Choose another name.',
    'playbooks/a.yaml:5:15 playbook/no-condition The value has no condition. Add `equals`, `atLeast`, `atMost` or `contains`.',
    'playbooks/a.yaml:6:18 playbook/failing-step A call that fails has no result. Remove `capture` and `expect` of this step.',
  ]);
});

test('an alias bomb is refused', () => {
  const bomb = `a: &a [x, x]\n${'bcdefghijk'
    .split('')
    .map((name, index) => `${name}: &${name} [${`*${'abcdefghijk'[index]}, `.repeat(9)}x]`)
    .join('\n')}\n`;
  expect(problems(bomb)).toEqual([
    'playbooks/a.yaml:1:1 playbook/yaml Its aliases expand to too much text. Write the values out.',
  ]);
});

test('a playbook without steps is one when rows are pasted, whose names its facts may use', () => {
  const pasted = 'skill: s\ntitle: T\npasted:\n  deals: |\n    Account,Amount\n    Acme,"1,200"\n';
  expect(problems('skill: s\ntitle: T\n')).toEqual([
    'playbooks/a.yaml:1:1 playbook/missing `steps` is missing. Add it.',
  ]);
  expect(problems(`${pasted}facts: [ { name: f, value: "sum(pasted.deals[*].Amount)", equals: 1200 } ]\n`)).toEqual([]);
  expect(problems(`${pasted}facts: [ { name: f, value: "sum(pasted.deal[*].Amount)", equals: 1200 } ]\n`)).toEqual([
    'playbooks/a.yaml:7:39 playbook/unknown-name Unknown name `pasted.deal`. Did you mean `pasted.deals`?',
  ]);
});

test('what a person asks may use what the person gives, and nothing that a step finds', () => {
  const head = 'skill: s\ntitle: T\ninput: { seller: Maren Holt }\n';
  expect(problems(`${head}prompt: 'I am \${input.seller}.'\n${STEPS}`)).toEqual([]);
  expect(problems(`${head}prompt: 'I am \${input.name}.'\n${STEPS}`)).toEqual([
    'playbooks/a.yaml:4:22 playbook/unknown-name Unknown name `input.name`. Known here: input.seller.',
  ]);
});

test('a pasted table that is none has its place', () => {
  expect(problems(`skill: s\ntitle: T\n${STEPS}pasted: { deals: 'Account,Amount' }\n`)).toEqual([
    'playbooks/a.yaml:5:19 playbook/pasted A pasted table has a line of names, and rows below. Add the rows.',
  ]);
});

test('a good playbook comes with its places', () => {
  const { playbook, findings } = parsePlaybook(`connector: crm\ntitle: T\n${STEPS}`, 'playbooks/a.yaml');
  expect(findings).toEqual([]);
  expect(playbook).toMatchObject({ connector: 'crm', steps: [{ call: 'crm_list_deals', with: {} }], facts: [] });
  expect(playbook?.placeOf(['steps', 0, 'call'])).toEqual({ line: 4, column: 11 });
});

test('the playbooks of the documentation are some', async () => {
  const page = await readFile(new URL('../../../../docs/playbooks.md', import.meta.url), 'utf8');
  const whole = [...page.matchAll(/```yaml\n(skill:[\s\S]*?)```/g)].map(([, text = '']) => problems(text));
  expect(whole).toEqual([[], [], []]);
});
