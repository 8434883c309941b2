import { describe, expect, test } from 'vitest';
import { sectionOf, withSection } from './changelog.ts';

const note = (bump: 'patch' | 'minor' | 'major' | 'none', text: string) => ({ file: 'x.md', line: 2, bump, text });

test('a section has the notes by step, what is contained, and what changed', () => {
  const surface = {
    comparedWith: '1.0.0',
    level: 'major' as const,
    instructionsChanged: false,
    changes: [
      {
        level: 'major' as const,
        kind: 'tool-removed',
        subject: 'a',
        message: 'a was removed or renamed.',
        instructions: false,
      },
    ],
  };
  const notes = [
    note('patch', 'Mended.'),
    note('none', 'Tests.'),
    note('major', 'No `a` any more.\n\nUse `b`:\n\n    b 1'),
  ];
  const joins = [{ plugin: 'acme/crm', version: '2.0.0' }];
  expect(sectionOf({ notes, joins, surface }, '2.0.0')).toBe(`## 2.0.0

### Major Changes

- No \`a\` any more.

  Use \`b\`:

      b 1

### Patch Changes

- Mended.
- Contains acme/crm 2.0.0.

### Changed since 1.0.0

- major: a was removed or renamed.
`);
});

describe('a section goes above those of older versions, and every other line stays', () => {
  const section = '## 1.1.0\n\n- New.\n';
  test.each([
    ['none', undefined, '# sales\n\n## 1.1.0\n\n- New.\n'],
    ['an empty one', '\n', '# sales\n\n## 1.1.0\n\n- New.\n'],
    ['a title alone', '# Sales\n', '# Sales\n\n## 1.1.0\n\n- New.\n'],
    ['other text', 'History is in git.\n', 'History is in git.\n\n## 1.1.0\n\n- New.\n'],
    [
      'older versions, without an end of the last line',
      '# Sales\n\nAll changes.\n\n## 1.0.0\n\n- First.',
      '# Sales\n\nAll changes.\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n',
    ],
    [
      'something unreleased, and a heading in code',
      '# Sales\n\n```md\n## 9.9.9\n```\n\n## [Unreleased]\n\n- Soon.\n\n## [1.0.0]\n',
      '# Sales\n\n```md\n## 9.9.9\n```\n\n## [Unreleased]\n\n- Soon.\n\n## 1.1.0\n\n- New.\n\n## [1.0.0]\n',
    ],
    [
      'lines that end as on Windows',
      '# Sales\r\n\r\n## 1.0.0\r\n',
      '# Sales\r\n\r\n## 1.1.0\r\n\r\n- New.\r\n\r\n## 1.0.0\r\n',
    ],
    [
      'the section itself',
      '# Sales\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n',
      '# Sales\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n',
    ],
    ['another text for this version', '## 1.1.0\n\n- Old.\n', '## 1.1.0\n\n- New.\n\n## 1.1.0\n\n- Old.\n'],
  ])('%s', (_what, before, after) => {
    expect(withSection(before, 'sales', section)).toBe(after);
  });
});
