import fc from 'fast-check';

const IDS = ['read', 'decide', 'report', 'limits', 'words', 'end'];

/** A paragraph, list or code block that a section may hold. */
const block = fc.oneof(
  fc.constantFrom(
    'One line.',
    '- a\n- b',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '```\n## no heading {#read}\n```',
    '<!-- ## no -->',
  ),
  fc.integer({ min: 0, max: 99 }).map((number) => `Value ${number}.`),
);
const body = fc
  .array(block, { minLength: 0, maxLength: 3 })
  .map((blocks) => blocks.map((text) => `\n${text}\n`).join(''));
const headings = fc.record({ level: fc.integer({ min: 2, max: 4 }), body });

/** A skill's text: frontmatter, a title, and some of six sections in any order, some inside others, some without ids. */
export const markdown = fc
  .record({
    ids: fc.shuffledSubarray([...IDS, '', '']),
    headings: fc.array(headings, { minLength: 8, maxLength: 8 }),
    intro: body,
  })
  .map(({ ids, headings, intro }) => {
    const sections = ids.map((id, index) => {
      const { level, body } = headings[index] ?? { level: 2, body: '' };
      return `\n${'#'.repeat(level)} Part${id === '' ? '' : ` ${id} {#${id}}`}\n${body}`;
    });
    return `---\nname: a\n---\n\n# Title\n${intro}${sections.join('')}`;
  });

/** A text, and what the base and the client each made of some of its sections. */
export const threeTexts = fc
  .record({
    before: markdown,
    now: fc.array(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom('edit', 'edit', 'drop')), {
      minLength: 1,
      maxLength: 6,
    }),
    client: fc.array(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom('edit', 'drop')), {
      minLength: 1,
      maxLength: 6,
    }),
    added: fc.record({ now: fc.boolean(), client: fc.boolean() }),
  })
  .map(({ before, now, client, added }) => ({
    before,
    now: changed(before, now, 'base') + (added.now ? '\n## New of the base {#base-new}\n\nText.\n' : ''),
    client: changed(before, client, 'client') + (added.client ? '\n## New of the client {#client-new}\n\nText.\n' : ''),
  }));

function changed(text: string, changes: readonly (readonly [string, string])[], who: string): string {
  return changes.reduce((result, [id, what]) => {
    const heading = new RegExp(`^#+ Part ${id} \\{#${id}\\}\\n`, 'm').exec(result);
    if (heading === null) return result;
    const end = heading.index + heading[0].length;
    if (what === 'edit') return `${result.slice(0, end)}\nA line of the ${who}.\n${result.slice(end)}`;
    return result.slice(0, heading.index) + result.slice(end);
  }, text);
}
