import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost, type InMemoryOptions } from '../testing/in-memory.ts';
import { shelf } from '../testing/shelf-connector.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

async function withHost<T>(
  options: InMemoryOptions,
  use: (host: InMemoryHost, library: ReturnType<typeof shelf>) => Promise<T>,
): Promise<T> {
  const library = shelf();
  const host = await connectInMemory(library.plugin, { home, ...options });
  try {
    return await use(host, library);
  } finally {
    await host.close();
  }
}

describe.each(['2026-07-28', '2025-11-25'] as const)('a plugin served to a %s client', (era) => {
  it('lists its tools with access as annotations', () =>
    withHost({ era }, async (host) => {
      const tools = await host.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(['shelf_list_books', 'shelf_get_book', 'shelf_update_book']);
      expect(tools[0]?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(tools[2]?.annotations).toMatchObject({ readOnlyHint: false });
    }));

  it('names the wrong field and what is allowed', () =>
    withHost({ era }, async (host) => {
      expect(await host.call('shelf_list_books', { star: 9 })).toMatchObject({
        isError: true,
        structured: { error: { kind: 'invalid_request' } },
      });
      expect((await host.call('shelf_list_books', { star: 9 })).text).toBe(
        'invalid_request: The arguments do not fit: unknown field `star`; Did you mean `stars`?\nNext: Allowed: stars, order, limit, cursor.',
      );
      expect((await host.call('shelf_list_books', { order: 'left' })).text).toContain(
        '`order` must be one of "up", "down"',
      );
      expect((await host.call('shelf_get_book', {})).text).toContain('`id` is required (string)');
    }));

  it('suggests the nearest tool for an unknown one', () =>
    withHost({ era }, async (host) => {
      expect((await host.call('shelf_list_book')).text).toBe(
        'not_found: There is no tool shelf_list_book.\nNext: Did you mean `shelf_list_books`?',
      );
    }));

  it.each([
    ['the host api.shelf.example', { hosts: ['api.shelf.example'] }],
    ['the folder ~/Shelf (write)', { folders: [{ path: '~/Shelf', access: 'write' as const }] }],
  ])('reaches nothing that its build did not record: %s', async (what, more) => {
    const { plugin, connector } = shelf();
    const [served] = plugin.connectors;
    const connectors = served ? [{ ...served, load: async () => ({ ...connector, ...more }) }] : [];
    const host = await connectInMemory({ ...plugin, connectors }, { home, era });
    const answer = await host.call('shelf_list_books');
    expect(answer.text).toContain(
      `forbidden: Shelf may not reach that: its code declares ${what.replace(/^the \w+ /, '')}, and its build did not record it`,
    );
    await host.close();
  });

  it('does not show what an unexpected failure says', () => {
    const problems: string[] = [];
    return withHost({ era, onProblem: (text) => problems.push(text) }, async (host) => {
      const result = await host.call('shelf_get_book', { id: 'crash' });
      expect(result.isError).toBe(true);
      expect(JSON.stringify(result)).not.toContain('s3cret-value');
      expect(problems.join()).toContain('s3cret-value');
    });
  });

  it('walks a list to its end without loss or repetition, whatever the page size', () =>
    withHost({ era }, async (host) => {
      for (const limit of [7, 40, 64, 200]) {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const { structured } = await host.call('shelf_list_books', { limit, ...(cursor ? { cursor } : {}) });
          const { items, page } = structured as {
            items: { id: string }[];
            page: { returned: number; total: number; truncated: boolean; next?: string };
          };
          expect(page.total).toBe(120);
          expect(page.truncated).toBe(page.next !== undefined);
          ids.push(...items.map((item) => item.id));
          cursor = page.next;
        } while (cursor);
        expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `b${index + 1}`));
      }
    }));

  it('moves rows over the byte budget to the next page and says so in the text', () =>
    withHost({ era, resultBytes: 200 }, async (host) => {
      const { structured, text } = await host.call('shelf_list_books', { limit: 40 });
      expect(structured).toMatchObject({ page: { returned: 5, total: 120, truncated: true } });
      expect(text).toMatch(/\[5 of 120 rows; more: repeat the call with cursor "[\w-]+"\]/);
    }));

  it('refuses a cursor of other arguments and a changed one', () =>
    withHost({ era }, async (host) => {
      const { structured } = await host.call('shelf_list_books', { limit: 5 });
      const cursor = (structured as { page: { next: string } }).page.next;
      expect((await host.call('shelf_list_books', { stars: 2, cursor })).text).toContain('other arguments');
      expect((await host.call('shelf_list_books', { cursor: `${cursor.slice(0, -3)}AAA` })).text).toContain(
        'not one that this server gave out',
      );
    }));

  it('applies a write that a person approved, once, and records it', () =>
    withHost({ era, approve: 'accept' }, async (host, library) => {
      const result = await host.call('shelf_update_book', { id: 'b1', title: 'New' });
      expect(result).toMatchObject({ isError: false, structured: { item: { id: 'b1', title: 'New' } } });
      expect(host.questions).toEqual(['Rename b1\nin Shelf:\n  title: Book 1 → New']);
      expect(library.seen.applied).toBe(1);
      const [file = ''] = await readdir(join(home, '.rolekit', 'audit'));
      const path = join(home, '.rolekit', 'audit', file);
      const lines = (await readFile(path, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map((line) => line.state)).toEqual(['applying', 'applied']);
      expect(lines[1]).toMatchObject({
        tool: 'shelf_update_book',
        before: { title: 'Book 1' },
        after: { title: 'New' },
        undo: { title: 'Book 1' },
      });
      if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    }));

  it.each(['decline', 'cancel'] as const)('changes nothing when the person answers %s', (approve) =>
    withHost({ era, approve }, async (host, library) => {
      const result = await host.call('shelf_update_book', { id: 'b1', title: 'New' });
      expect(result).toMatchObject({ isError: true, structured: { error: { kind: 'approval_refused' } } });
      expect(library.seen.applied).toBe(0);
    }),
  );

  it('refuses a write with the setting to change when the host cannot ask', () =>
    withHost({ era, approve: 'none' }, async (host, library) => {
      const result = await host.call('shelf_update_book', { id: 'b1', title: 'New' });
      expect(result).toMatchObject({
        isError: true,
        structured: { error: { kind: 'approval_required', next: expect.stringContaining('elicitation') } },
      });
      expect(library.seen.applied).toBe(0);
    }));
});

describe('a policy of the plugin', () => {
  it('hides and refuses writes that it denies', async () => {
    const library = shelf();
    const host = await connectInMemory({ ...library.plugin, policy: { writes: 'deny' } }, { home, approve: 'accept' });
    expect((await host.listTools()).map((tool) => tool.name)).not.toContain('shelf_update_book');
    expect((await host.call('shelf_update_book', { id: 'b1', title: 'x' })).text).toContain(
      'The policy of the plugin reading denies',
    );
    await host.close();
  });
});

it('a tool that the plugin does not list says that it is off, not that a policy denies it', async () => {
  const { plugin } = shelf();
  for (const tool of plugin.connectors[0]?.description.tools ?? [])
    tool.enabled = tool.definition.name === 'shelf_list_books';
  const host = await connectInMemory(plugin, { home });
  expect((await host.listTools()).map(({ name }) => name)).toEqual(['shelf_list_books']);
  expect((await host.call('shelf_get_book', { id: 'b1' })).text).toContain(
    'shelf_get_book is switched off in the plugin reading.',
  );
  await host.close();
});

it('a handler that does not listen to its signal ends with the time of the call', async () => {
  const host = await connectInMemory(shelf().plugin, { home, callMs: 60 });
  const result = await host.call('shelf_get_book', { id: 'deaf' });
  expect(result).toMatchObject({ isError: true, structured: { error: { kind: 'timeout' } } });
  await host.close();
});
