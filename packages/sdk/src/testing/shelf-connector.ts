import { z } from 'zod';
import { defineConnection, defineConnector } from '../connector/connector.ts';
import { field } from '../connector/field.ts';
import { RolekitError } from '../errors.ts';
import { servedFrom } from '../serve/plugin/served-connector.ts';
import type { ServedPlugin } from '../serve/plugin/types.ts';

/** A small connector for the SDK's own tests: books on a shelf, kept in memory. */
export function shelf(size = 120) {
  const books = new Map(
    Array.from({ length: size }, (_, index) => [
      `b${index + 1}`,
      { id: `b${index + 1}`, title: `Book ${index + 1}`, stars: (index % 5) + 1 },
    ]),
  );
  const seen = { lists: 0, applied: 0, slow: 0, cancelled: 0, keys: [] as string[] };
  const connection = defineConnection({
    config: {
      token: field(z.string().min(3).optional(), {
        title: 'Token',
        description: 'Any.',
        env: 'SHELF_TOKEN',
        secret: true,
      }),
    },
    open: ({ environment }) => ({ books, environment }),
  });
  const book = z.object({ id: z.string(), title: z.string(), stars: z.int() });
  const list = connection.list({
    name: 'shelf_list_books',
    title: 'List books',
    description: 'Books, in order.',
    input: { stars: z.int().min(1).max(5).optional(), order: z.enum(['up', 'down']).optional() },
    items: book,
    async handler(input, { books }, { cursor }) {
      seen.lists++;
      const all = [...books.values()].filter((item) => input.stars === undefined || item.stars === input.stars);
      const from = Number(cursor ?? 0);
      return {
        items: all.slice(from, from + 40),
        next: from + 40 < all.length ? String(from + 40) : undefined,
        total: all.length,
      };
    },
  });
  const get = connection.item({
    name: 'shelf_get_book',
    title: 'Get a book',
    description: 'One book.',
    input: { id: z.string() },
    item: book,
    async handler({ id }, { books }, { signal, progress }) {
      progress(1, 2, 'looking');
      if (id === 'crash') throw new TypeError('the secret is s3cret-value');
      if (id === 'deaf') await new Promise(() => {});
      if (id === 'slow') {
        seen.slow++;
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            seen.cancelled++;
            reject(new RolekitError('RK_CANCELLED'));
          });
        });
      }
      const found = books.get(id);
      if (!found) throw new RolekitError('RK_NOT_FOUND', { what: `Book ${id}`, hint: 'List the books first.' });
      return found;
    },
  });
  const rename = connection.write({
    name: 'shelf_update_book',
    title: 'Rename a book',
    description: 'Changes a title.',
    input: { id: z.string(), title: z.string() },
    item: book,
    // what keeps a second write away is the server, not a plan that has changed
    planAgain: false,
    async plan(input, { books }) {
      const found = books.get(input.id);
      if (!found) throw new RolekitError('RK_NOT_FOUND', { what: `Book ${input.id}`, hint: '' });
      return {
        summary: `Rename ${found.id}`,
        before: { title: found.title },
        after: { title: input.title },
        undo: { title: found.title },
      };
    },
    async apply(input, { books }, { idempotencyKey }) {
      seen.applied++;
      seen.keys.push(idempotencyKey);
      const changed = { id: input.id, title: input.title, stars: books.get(input.id)?.stars ?? 1 };
      books.set(input.id, changed);
      return changed;
    },
  });
  const connector = defineConnector({
    name: 'shelf',
    title: 'Shelf',
    version: '1.0.0',
    description: 'Books.',
    connection,
    hosts: [],
    tools: [list, get, rename],
  });
  const plugin: ServedPlugin = {
    name: 'reading',
    version: '1.0.0',
    description: 'Reading.',
    connectors: [servedFrom(connector)],
  };
  return { connector, plugin, books, seen };
}
