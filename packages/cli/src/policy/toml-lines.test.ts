import { describe, expect, test } from 'vitest';
import { changedToml, readToml } from './toml-lines.ts';

const ADMINS = `# of the machine's administrators
allowed_sandbox_modes = ["read-only", "workspace-write"] # no more
developer_instructions = """
[marketplaces]
restrict_to_allowed_sources = false
"""

[mcp_servers.docs.identity]
url = 'https://docs.acme.example/mcp#x'

[[rules]]
pattern = [
  { token = "rm" }, # ]
]
[plugins."charts@acme"] # kept
enabled = false
note = "a \\"quoted\\" word"
`;

const read = (text: string) => {
  const found = readToml(text);
  if (found === undefined) throw new Error('not understood');
  return found;
};
const put = (text: string, path: string[], value: unknown) =>
  changedToml(read(text), (entry) => entry.path.join() === path.join(), [{ path, value }]);

test.each(['a', '[a', '[a]]', 'a = [1,\n2', 'a = """\nb', '= 1', '[a b]'])('%j is not understood', (text) => {
  expect(readToml(text)).toBeUndefined();
});

test('values are read with their paths, and lines of a text are no tables', () => {
  expect(read(ADMINS).entries.map(({ path, value }) => [path.join(' '), value])).toEqual([
    ['allowed_sandbox_modes', '["read-only", "workspace-write"] # no more'],
    ['developer_instructions', '"""\n[marketplaces]\nrestrict_to_allowed_sources = false\n"""'],
    ['mcp_servers docs identity url', 'https://docs.acme.example/mcp#x'],
    ['rules [10] pattern', '[\n  { token = "rm" }, # ]\n]'],
    ['plugins charts@acme enabled', false],
    ['plugins charts@acme note', 'a "quoted" word'],
  ]);
});

describe('a change', () => {
  test('leaves every other line as it was', () => {
    const after = put(ADMINS, ['marketplaces', 'restrict_to_allowed_sources'], true);
    expect(after).toBe(`${ADMINS}\n[marketplaces]\nrestrict_to_allowed_sources = true\n`);
  });

  test('goes into the table that is there', () => {
    expect(put('[a]\nb = 1\n[c]\n', ['a', 'd'], 'x')).toBe('[a]\nd = "x"\nb = 1\n[c]\n');
    expect(put('[a]\nb = 1 # one\nd = 2\n', ['a', 'b'], 3)).toBe('[a]\nb = 3\nd = 2\n');
    expect(put('# first\n[a]\n', ['b'], true)).toBe('b = true\n\n# first\n[a]\n');
    expect(put('', ['a', 'x@y', 'b'], true)).toBe('[a."x@y"]\nb = true\n');
  });

  test('is refused where a table of dotted keys or an inline one stands in its way', () => {
    expect(put('a = { c = 1 }\n', ['a', 'b'], 1)).toBeUndefined();
    expect(put('a.c = 1\n', ['a', 'b'], 1)).toBeUndefined();
    expect(put('[a.c]\nd = 1\n', ['a', 'b'], 1)).toBe('[a.c]\nd = 1\n\n[a]\nb = 1\n');
  });

  test('takes a header away with the last of its values, and no other', () => {
    const found = read('[a]\nb = 1\n\n[c]\nd = 2\ne = 3\n\n[f]\n');
    expect(changedToml(found, ({ path }) => ['b', 'd'].includes(path[1] ?? ''), [])).toBe('\n[c]\ne = 3\n\n[f]\n');
  });
});
