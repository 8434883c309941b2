import { describe, expect, it } from 'vitest';
import { directivesOf } from './directives.ts';
import { foreignGrants } from './tool-grants.ts';

describe('directivesOf', () => {
  it('finds a command and an import where they stand', () => {
    expect(directivesOf('Now\n- !`git diff`\nSee @./notes.md')).toEqual([
      { kind: 'dynamic-context', text: '!`git diff`', offset: 6 },
      { kind: 'import', text: '@./notes.md', offset: 22 },
    ]);
  });

  it.each([
    ['an exclamation before code', 'wow!`x` and KEY=!`cmd`'],
    ['one inside a code span', 'a `x !` b `c`'],
    ['an empty command', '!` `'],
    ['arguments and folders', '$ARGUMENTS $1 ${CLAUDE_SKILL_DIR}/x ${CLAUDE_PLUGIN_ROOT}/y'],
    ['a plain code fence', '```sh\nls !important\n```'],
    [
      'packages, handles and decorators',
      'Install @acme/sdk, ask @jane or @acme, write @app.get and @media; me@acme.com/x.md',
    ],
  ])('passes over %s', (_, body) => {
    expect(directivesOf(body)).toEqual([]);
  });
});

describe('foreignGrants', () => {
  const own = { plugin: 'sales', tools: ['crm_query'] };

  it('lets own tools pass in every form of the hosts', () => {
    const forms =
      'crm_query, mcp__plugin_sales_sales__crm_query mcp__sales__crm_query mcp_sales_crm_query sales/crm_query';
    expect(foreignGrants(forms, own)).toEqual([]);
  });

  it('finds everything else, with what stands in brackets', () => {
    expect(foreignGrants('crm_query, Bash(git add *) Read,crm_* mcp__other__crm_query', own)).toEqual([
      'Bash(git add *)',
      'Read',
      'crm_*',
      'mcp__other__crm_query',
    ]);
  });
});

it('a long body that opens a block and does not close it is read in one go', () => {
  expect(directivesOf(`\`\`\`!${'\n'.repeat(2_000_000)}`)).toEqual([]);
});
