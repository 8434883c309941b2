import { expect, test } from 'vitest';
import { resultView } from './result-view.ts';

const shown = { isError: false, text: 'id | title', ms: 84, era: '2026-07-28', questions: 0 } as const;
const EVIL = '</bdi></pre><script>alert(1)</script>';

test('what a vendor says is text in every view', () => {
  const item = { [EVIL]: EVIL, notes: [{ [EVIL]: EVIL }] };
  for (const structured of [
    { items: [item], notes: [EVIL] },
    { item },
    { error: { code: EVIL, message: EVIL, next: EVIL } },
  ]) {
    const isError = 'error' in structured;
    expect(resultView({ ...shown, isError, structured, text: EVIL }).text).not.toContain('<script');
  }
});

test('a page says how many rows there are in all, and leads to the next', () => {
  const page = { returned: 2, total: 5, truncated: true, next: 'c"2' };
  const { text } = resultView({ ...shown, structured: { items: [{ id: 1 }, { id: 2 }], page } });
  expect(text).toContain('<span>84 ms</span> <span>2 of 5 rows</span> <span>2026-07-28</span>');
  expect(text).toContain('<button type="button" data-next="c&quot;2">Next page</button>');
});

test('numbers stand at the right, and what is too much is counted', () => {
  const items = Array.from({ length: 501 }, (_, id) => ({ id, name: 'x' }));
  const { text } = resultView({ ...shown, structured: { items } });
  expect(text).toContain('<th scope="col" class="number"><bdi>id</bdi></th><th scope="col"><bdi>name</bdi></th>');
  expect(text.match(/<tr>/g)).toHaveLength(501);
  expect(text).toContain('1 more in the JSON.');
});

test('a prompt is text alone', () => {
  const { text } = resultView({ ...shown, structured: { messages: [] }, isPrompt: true });
  expect(text).not.toContain('tab-table');
  expect(text).toContain('id="tab-text" aria-controls="panel-text" aria-selected="true"');
});
