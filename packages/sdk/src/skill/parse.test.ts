import { describe, expect, it } from 'vitest';
import { placeOf } from '../finding.ts';
import { checkSkillTools } from './check.ts';
import { parseSkill } from './parse.ts';

const PATH = 'skills/review-forecast/SKILL.md';

function problems(text: string): string[] {
  return parseSkill(text, PATH).findings.map(
    (finding) => `${finding.code} ${placeOf(finding).replace(PATH, '@')} ${finding.message}`,
  );
}

function skillOf(body: string, head = '') {
  return `---\nname: review-forecast\ndescription: Review the forecast.\n${head}---\n${body}`;
}

describe('a broken SKILL.md', () => {
  it('has no frontmatter, or no end of it', () => {
    expect(problems('# Hello')).toEqual(['skill/frontmatter @:1:1 The file does not start with frontmatter.']);
    expect(problems('---\nname: x\n')).toEqual(['skill/frontmatter @:1:1 The frontmatter is not closed.']);
    expect(problems('---\n- a\n---\n')).toEqual([
      'skill/frontmatter @:2:1 The frontmatter is not made of "key: value" lines.',
    ]);
    expect(problems('---\n---\n')).toEqual([
      'skill/frontmatter @:2:1 The frontmatter is not made of "key: value" lines.',
    ]);
  });

  it('says where the YAML breaks', () => {
    expect(problems('---\nname: review-forecast\ndescription: Use when: asked\n---\n')).toEqual([
      'skill/syntax @:3:14 Broken YAML: Nested mappings are not allowed in compact mappings.',
    ]);
    expect(problems('---\nname: a\nname: b\n---\n')).toEqual([
      'skill/syntax @:3:1 Broken YAML: Map keys must be unique.',
    ]);
  });

  it('cannot exhaust the reader', () => {
    expect(problems(`---\nname: ${'['.repeat(30_000)}\n---\n`)).not.toEqual([]);
    expect(problems('---\na: &a [x, x]\nb: [*a, *a]\n---\n')).toEqual([
      'skill/frontmatter @:2:1 The frontmatter has YAML anchors or aliases.',
    ]);
  });

  it('reports every problem at once', () => {
    const text = '---\nname: Review_Forecast\nversion: 1\nallowed-tool: x\nmetadata:\n  n: [1]\n---\nRead it.\n';
    expect(problems(text)).toEqual([
      'skill/unknown-key @:3:1 Unknown key "version"; hosts skip a skill that has one.',
      'skill/unknown-key @:4:1 Unknown key "allowed-tool"; hosts skip a skill that has one.',
      'skill/name @:2:7 The name "Review_Forecast" has capital letters.',
      'skill/folder @:2:7 The skill "Review_Forecast" is in the folder "review-forecast"; the two must be the same.',
      'skill/missing @:1:1 The skill has no description.',
      'skill/type @:6:3 metadata "n" must be a text.',
    ]);
    expect(
      parseSkill(text, PATH)
        .findings.map(({ fix }) => fix)
        .slice(0, 2),
    ).toEqual(['Put it under metadata.', 'Did you mean "allowed-tools"? Else put it under metadata.']);
  });

  it('has a name or a description of the wrong kind or length', () => {
    expect(problems('---\nname: 7\ndescription: [a]\n---\nx')).toEqual([
      'skill/type @:2:7 The name must be a text.',
      'skill/type @:3:14 "description" must be a text.',
    ]);
    expect(problems(`---\nname: review-forecast\ndescription: ${'x'.repeat(1025)}\n---\nx`)).toEqual([
      'skill/too-long @:3:14 The description has 1025 characters; hosts read 1024.',
    ]);
    expect(problems(`---\nname: review-forecast\ndescription: " "\n---\nx`)).toEqual([
      'skill/empty @:3:14 The description is empty.',
    ]);
  });

  it('hides characters from its reader', () => {
    const hidden = `Go\u{e0041}\nb\u202ec\n\u{1f469}\u200d\u{1f4bb} ok\n`;
    expect(problems(skillOf(hidden))).toEqual([
      'text/hidden-character @:5:3 The invisible character U+E0041 is here; a model reads it, a person does not.',
      'text/hidden-character @:6:2 The invisible character U+202E is here; a model reads it, a person does not.',
    ]);
  });

  it('hides characters in the escapes of its frontmatter', () => {
    expect(
      problems('---\nname: review-forecast\ndescription: "Review\\u200b."\nmetadata:\n  team: "\\0"\n---\nx'),
    ).toEqual([
      'text/hidden-character @:3:14 The invisible character U+200B is here, as an escape; a model reads it, a person does not.',
      'text/hidden-character @:5:3 The invisible character U+0000 is here, as an escape; a model reads it, a person does not.',
    ]);
  });

  it('is long, empty or unfinished: a warning', () => {
    expect(problems(skillOf('x\n'.repeat(501)))).toEqual([
      "skill/too-long @:5:1 The instructions have 502 lines; 500 is what fits a model's attention.",
    ]);
    expect(problems(skillOf(''))).toEqual(['skill/empty @:5:1 The skill has no instructions.']);
    expect(problems(skillOf('[TODO: rules]'))).toEqual(['skill/todo @:5:1 A [TODO: …] is left.']);
  });
});

describe('a good SKILL.md', () => {
  it('is read whole', () => {
    const head = 'license: MIT\nallowed-tools: salesforce_search Read\nmetadata:\n  team: sales\n';
    expect(parseSkill(skillOf('Call `salesforce_query` and `salesforce_query(soql)`.\n', head), PATH)).toEqual({
      findings: [],
      skill: {
        name: 'review-forecast',
        description: 'Review the forecast.',
        license: 'MIT',
        metadata: { team: 'sales' },
        allowedTools: ['salesforce_search', 'Read'],
        body: 'Call `salesforce_query` and `salesforce_query(soql)`.\n',
        places: { allowedTools: { line: 5, column: 1 } },
        bodyLine: 9,
        tools: ['salesforce_query', 'salesforce_search'],
        path: PATH,
      },
    });
  });
});

describe('tools that a skill names', () => {
  function unknown(body: string, tools: string[]) {
    const { skill } = parseSkill(skillOf(body), PATH);
    const found = checkSkillTools(skill === undefined ? [] : [skill], tools);
    return found.map((finding) => `${finding.severity} ${placeOf(finding).replace(PATH, '@')} ${finding.fix}`);
  }

  it('are looked for among those of the connectors', () => {
    const tools = ['salesforce_query', 'salesforce_search'];
    expect(unknown('First\n`salesforce_qurey`', tools)).toEqual(['error @:6:2 Did you mean "salesforce_query"?']);
    expect(unknown('`salesforce_export_everything`', tools)).toEqual([
      'error @:5:2 Correct the name, or add the connector that has it.',
    ]);
    expect(unknown('`slack_post_message`', tools)).toEqual([
      'warning @:5:2 Correct the name, or add the connector that has it.',
    ]);
  });

  it('are told from names of fields', () => {
    expect(unknown('`close_date` and `salesforce_query`', ['salesforce_query'])).toEqual([]);
  });
});

describe('metadata', () => {
  it('is read as it is written, whatever YAML takes it for', () => {
    const written = [
      ['a', '1.10'],
      ['b', '0777'],
      ['c', '1e3'],
      ['d', '0x1F'],
      ['e', '12:30'],
      ['f', '1_000'],
      ['g', '2026-11-20'],
      ['h', '2026-11-20T10:00:00Z'],
      ['i', 'yes'],
      ['j', 'True'],
      ['k', 'null'],
      ['l', '~'],
      ['m', ''],
      ['n', '+.inf'],
      ['o', '9007199254740993'],
      ['1.0', 'key'],
      ['null', 'key'],
    ] as const;
    const head = `metadata:\n${written.map(([key, text]) => `  ${key}: ${text}\n`).join('')}`;
    const { skill, findings } = parseSkill(skillOf('Read it.\n', head), PATH);
    expect(findings).toEqual([]);
    expect(Object.entries(skill?.metadata ?? {})).toEqual(expect.arrayContaining(written.map((pair) => [...pair])));
  });

  it('may be quoted, tagged or of several lines', () => {
    const head =
      "metadata:\n  a: \"1.10\"\n  b: 'it''s'\n  c: !!str 1.10\n  d: |\n    x\n    ---\n    y\n  e: >-\n    x\n    y\n";
    expect(parseSkill(skillOf('Read it.\n', head), PATH)).toMatchObject({
      findings: [],
      skill: { metadata: { a: '1.10', b: "it's", c: '1.10', d: 'x\n---\ny\n', e: 'x y' } },
    });
  });

  it('has one text for each key', () => {
    expect(problems(skillOf('x', 'metadata:\n  a:\n    b: c\n  d: [e]\n'))).toEqual([
      'skill/type @:5:3 metadata "a" must be a text.',
      'skill/type @:5:3 metadata "d" must be a text.',
    ]);
    expect(problems(skillOf('x', 'metadata:\n  a: 1\n  a: 2\n'))).toEqual([
      'skill/syntax @:6:3 Broken YAML: Map keys must be unique.',
    ]);
    expect(problems(skillOf('x', 'metadata: !!binary aGk=\n'))).toEqual([
      'skill/type @:4:20 "metadata" must have keys of its own.',
    ]);
  });
});

describe('the frontmatter', () => {
  it('may follow a byte order mark, which is the only finding', () => {
    const { skill, findings } = parseSkill(`\ufeff${skillOf('Read it.\n')}`, PATH);
    expect(skill).toMatchObject({ name: 'review-forecast', bodyLine: 5 });
    expect(findings.map(({ code, fix }) => `${code} ${fix}`)).toEqual([
      'text/hidden-character Save the file as UTF-8 without a byte order mark.',
    ]);
  });

  it('ends at a line of three hyphens only', () => {
    const text = '---  \r\nname: review-forecast\r\ndescription: |\r\n  a\r\n  ---\r\n  b --- c\r\n---\t\r\nRead.\r\n';
    expect(parseSkill(text, PATH).skill).toMatchObject({ description: 'a\n---\nb --- c\n', body: 'Read.\r\n' });
    expect(problems('---\nname: review-forecast\n...\nRead it.\n')).toEqual([
      'skill/frontmatter @:1:1 The frontmatter is not closed.',
    ]);
    expect(parseSkill('---\nname: review-forecast\ndescription: a\n---', PATH).skill).toMatchObject({ body: '' });
  });

  it('has no rule of a registry for the name of a skill', () => {
    for (const name of ['run', 'git', 'all'])
      expect(parseSkill(`---\nname: ${name}\ndescription: a\n---\nx`, `skills/${name}/SKILL.md`).findings).toEqual([]);
  });

  it('counts characters as Unicode does', () => {
    expect(problems(`---\nname: review-forecast\ndescription: ${'𠮷'.repeat(1024)}\n---\nx`)).toEqual([]);
    expect(problems(`---\nname: review-forecast\ndescription: ${'𠮷'.repeat(1025)}\n---\nx`)).toEqual([
      'skill/too-long @:3:14 The description has 1025 characters; hosts read 1024.',
    ]);
  });
});

describe('a skill that has somebody run what anybody may publish', () => {
  it.each([
    ['Run `npx left-pad`.', '6:6', 'left-pad'],
    ['```sh\nnpx -y @acme/tool --all\n```', '7:1', '@acme/tool'],
    ['$ npx --yes tool', '6:3', 'tool'],
  ])('%j', (body, at, name) => {
    expect(problems(skillOf(`\n${body}\n`))).toEqual([
      `skill/bare-npx @:${at} \`npx ${name}\` runs whatever is published under that name when it is run.`,
    ]);
  });

  it.each([
    '`npx left-pad@1.3.0`',
    '`npx @acme/tool@2`',
    '`npx --no-install rolekit`',
    '`npx ./tool.mjs`',
    'We use npx.',
  ])('which %s does not', (body) => {
    expect(problems(skillOf(`\n${body}\n`))).toEqual([]);
  });
});
