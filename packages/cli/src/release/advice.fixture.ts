import { manifestOf } from '../../test/workspace.ts';
import type { Advice, Files } from '../validate/advice.fixture.ts';

const CRM = 'connectors/crm/plugin.json';
const SALES = { 'plugins/sales/plugin.json': manifestOf('sales') };

/** A workspace of `acme/sales` with one note. */
function note(code: string, wrong: string, fix: string, followed: string, files: Files = {}): Advice {
  const of = (text: string) => ({ ...SALES, ...files, '.changeset/note.md': text });
  return { code: `note/${code}`, wrong: of(wrong), fix, followed: of(followed) };
}

const RIGHT = '---\nsales: minor\n---\n\nFinds deals.\n';
const FORM = 'Begin it with `---`, a line such as `"acme/sales": minor`, and `---`; the text follows.';

/** What is advised about notes. */
export const NOTE_ADVICE: readonly Advice[] = [
  note('frontmatter', 'Finds deals.\n', FORM, '---\n"acme/sales": minor\n---\n\nFinds deals.\n'),
  note('bump', RIGHT.replace('minor', 'minr'), 'Did you mean `minor`?', RIGHT),
  note('bump', RIGHT.replace('minor', '2.0.0'), 'Write patch, minor, major or none.', RIGHT),
  note('empty', '---\nsales: minor\n---\n', 'Say below the frontmatter what changed for whom.', RIGHT),
  note('unknown-plugin', RIGHT.replace('sales', 'sale'), 'Did you mean "sales"?', RIGHT),
  note('unknown-plugin', RIGHT, 'Write "acme/sales" or "beta/sales".', RIGHT.replace('sales', '"beta/sales"'), {
    'plugins/the-other/plugin.json': { ...manifestOf('sales'), extensions: { 'dev.rolekit': { namespace: 'beta' } } },
  }),
  note(
    'mixed',
    '---\nsales: minor\ntools: minor\n---\n\nBoth.\n',
    'Make two notes of it: changesets releases packages.',
    RIGHT,
    {
      'pnpm-workspace.yaml': 'packages: [tools]\n',
      'tools/package.json': { name: 'tools' },
      '.changeset/other.md': '---\ntools: minor\n---\n\nTools.\n',
      [CRM]: manifestOf('crm'),
    },
  ),
];
