// A connector that prints labels in batches of ten, for tests of batches. Its vendor is in this process and counts.
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../../connector/connector.ts';
import { field } from '../../../connector/field.ts';
import { servedFrom } from '../../plugin/served-connector.ts';
import type { ServedPlugin } from '../../plugin/types.ts';

export interface Printer {
  /** Labels as they were printed, one entry for each time. */
  printed: string[];
  /** Requests: how many labels each had, and under which key. */
  requests: { size: number; key: string }[];
  /** Answers of requests with a key that was seen before; the printer prints for a key once when `keepsKeys` is set. */
  keepsKeys: boolean;
  /** Before a request is taken; may throw. */
  onRequest(number: number, labels: string[], signal: AbortSignal): void | Promise<void>;
  /** After it is done, before its answer; may throw. */
  onDone(number: number): void | Promise<void>;
  /** Labels that the printer refuses, one by one. */
  jammed: Set<string>;
  /** Labels that are not to be sent any more. */
  outdated: Set<string>;
  /** Labels that it does not mention in its answer. */
  unmentioned: Set<string>;
}

export function printer(): Printer {
  return {
    printed: [],
    requests: [],
    keepsKeys: false,
    onRequest: () => {},
    onDone: () => {},
    jammed: new Set(),
    outdated: new Set(),
    unmentioned: new Set(),
  };
}

export interface LabelOptions {
  onceForMs?: number;
  /** The printer can be asked what it printed. */
  looks?: boolean;
  version?: string;
}

/** A served plugin of `labels_print_labels`; several of them may share a printer, as processes do. */
export function labels(
  vendor: Printer,
  { onceForMs = 0, looks = false, version = '1.0.0' }: LabelOptions = {},
): ServedPlugin {
  const connection = defineConnection({
    config: { tray: field(z.string().default('a'), { title: 'Tray', description: 'Of paper.', env: 'LABELS_TRAY' }) },
    open: () => vendor,
  });
  const seen = new Map<string, { item: number; outcome: 'done'; id: string }[]>();
  const print = connection.batch({
    name: 'labels_print_labels',
    title: 'Print labels',
    description: 'Prints labels.',
    input: { texts: z.array(z.string()).min(1), note: z.string().optional() },
    chunk: 10,
    onceForMs,
    plan: async ({ texts }) => ({
      summary: `Print ${texts.length} labels`,
      items: texts.map((text, index) => ({
        item: index + 1,
        key: `#${index + 1}`,
        before: null,
        after: { text },
        sent: { text },
      })),
    }),
    check: async (items, { outdated }) =>
      items
        .filter(({ sent }) => outdated.has(sent.text))
        .map(({ item }) => ({ item, outcome: 'failed', reason: 'It is outdated.' })),
    async apply(items, to, { idempotencyKey, signal }) {
      const known = to.keepsKeys ? seen.get(idempotencyKey) : undefined;
      const number = to.requests.push({ size: items.length, key: idempotencyKey });
      await to.onRequest(
        number,
        items.map(({ sent }) => sent.text),
        signal,
      );
      if (known) return known;
      const good = items.filter(({ sent }) => !to.jammed.has(sent.text));
      to.printed.push(...good.map(({ sent }) => sent.text));
      const done = good.map(({ item, sent }) => ({ item, outcome: 'done' as const, id: `p-${sent.text}` }));
      seen.set(idempotencyKey, done);
      await to.onDone(number);
      const refused = items
        .filter(({ sent }) => to.jammed.has(sent.text))
        .map(({ item }) => ({ item, outcome: 'failed' as const, reason: 'Paper jam.' }));
      const silent = new Set(items.flatMap(({ item, sent }) => (to.unmentioned.has(sent.text) ? [item] : [])));
      return [...done, ...refused].filter(({ item }) => !silent.has(item));
    },
    look: async (items, { printed }) =>
      items.flatMap(({ item, sent }) =>
        looks && printed.includes(sent.text) ? [{ item, outcome: 'done', id: `p-${sent.text}` }] : [],
      ),
  });
  const list = connection.list({
    name: 'labels_list_labels',
    title: 'List labels',
    description: 'Labels that were printed.',
    items: z.object({ text: z.string() }),
    handler: async (_, { printed }) => printed.map((text) => ({ text })),
  });
  const connector = defineConnector({
    name: 'labels',
    title: 'Labels',
    version,
    description: 'Labels.',
    connection,
    hosts: [],
    tools: [print, list],
  });
  return { name: 'desk', version: '1.0.0', description: 'Labels.', connectors: [servedFrom(connector)] };
}

/** `l1`, `l2`, … */
export const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `l${index + 1}`);
