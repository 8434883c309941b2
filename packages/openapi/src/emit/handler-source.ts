import { literal, quoted } from '../shape/literals.ts';
import type { Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';
import type { PagingGuess } from '../tool/paging.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { requestSource } from './request-source.ts';

export function itemHandler(tool: ToolModel, answers: readonly string[], connector: string): string {
  const input = tool.arguments.sent.length > 0 ? 'input, ' : '';
  return [
    `async handler({ ${input}connection: http, signal }) {`,
    answered(tool, requestSource(tool, 'signal'), answers, connector),
    '},',
  ].join('\n');
}

/** @param written what an undo keeps of the answer */
export function answered(
  { operation, others, access }: ToolModel,
  request: string,
  answers: readonly string[],
  connector: string,
  written?: (answer: string) => string,
): string {
  if (operation.method === 'head')
    return `const { status } = await http.request(${request});\nreturn { item: { exists: status !== 404 } };`;
  const result = (kind: string, schema = 'z.unknown()', writeOnly?: readonly WriteOnly[]) => {
    if (kind === 'none') return 'return { item: { done: true } };';
    // what was done stays done, also when nothing is said of it
    const body = kind === 'text' ? `String(body ?? '')` : access === 'read' ? 'body' : 'body ?? {}';
    const shown = answerSource(body, writeOnly);
    const undo = written === undefined || kind === 'text' ? '' : `, ...${written(answerSource('body', writeOnly))}`;
    return `return { item: parseAnswer(${quoted(connector)}, ${schema}, ${shown})${undo} };`;
  };
  const { kind, status: main } = operation.answer;
  const byStatus = others.map(({ status, kind: other, writeOnly }, index) => {
    const test = status === '2XX' ? `status !== ${main}` : `status === ${status}`;
    return `if (${test}) ${result(other, answers[index + 1], writeOnly)}`;
  });
  const needed = [
    ...(byStatus.length > 0 ? ['status'] : []),
    ...([kind, ...others.map((other) => other.kind)].some((kind) => kind !== 'none') ? ['body'] : []),
  ];
  const taken = needed.length > 0 ? `const { ${needed.join(', ')} } = ` : '';
  return [
    `${taken}await http.request(${request});`,
    ...byStatus,
    result(kind, answers[0], operation.answer.writeOnly),
  ].join('\n');
}

/** An answer without the members that it may not show. */
export function answerSource(body: string, writeOnly: readonly WriteOnly[] = []): string {
  return writeOnly.length === 0 ? body : `shownOf(${body}, ${literal(writeOnly)})`;
}

function takesNull(row: Shape | undefined): boolean {
  return row?.nullable === true || (row?.kind === 'union' && row.options.some(takesNull));
}

export function listHandler(tool: ToolModel, answer: string, connector: string): string {
  const { list } = tool;
  const isEmptyList = tool.operation.answer.others.some(({ kind }) => kind === 'none');
  const input = tool.arguments.sent.length > 0 ? 'input, ' : '';
  return [
    `async handler({ ${input}connection: http, limit, cursor, signal }) {`,
    'const page = await listPage(http, {',
    `request: ${requestSource(tool, undefined)},`,
    `paging: ${pagingSource(list?.paging ?? { kind: 'none', in: 'query' })},`,
    `rows: (body) => ${isEmptyList ? 'body === undefined ? [] : ' : ''}rowsAt(${answerSource('body', tool.operation.answer.writeOnly)}, ${quoted(list?.rows ?? '')}),`,
    'cursor,',
    'limit,',
    'signal,',
    '});',
    `const items = parseAnswer(${quoted(connector)}, z.array(${answer}), page.items${takesNull(list?.row) ? '.filter((row) => row !== null)' : ''}, 'a row');`,
    'return { items, next: page.next, total: page.total, notes: page.notes ?? [] };',
    '},',
  ].join('\n');
}

function pagingSource(guess: PagingGuess): string {
  const { kind, param, sizeParam, maxSize, at, total, more, last, first, key, in: place } = guess;
  const options = Object.entries({
    ...(at === undefined ? {} : { at }),
    ...(param === undefined ? {} : { param }),
    ...(sizeParam === undefined ? {} : { sizeParam }),
    ...(maxSize === undefined ? {} : { maxSize }),
    ...(total === undefined ? {} : { total }),
    ...(more === undefined ? {} : { more }),
    ...(last === undefined ? {} : { last }),
    ...(first === undefined ? {} : { first }),
    ...(place === 'body' ? { in: 'body' } : {}),
  }).map(([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : value}`);
  if (kind === 'none')
    return sizeParam === undefined ? 'onePage()' : `onePage(${quoted(sizeParam)}, ${Math.min(maxSize ?? 200, 200)})`;
  if (kind === 'keyset') options.push(`key: (row) => keyOf(row, ${quoted(key ?? 'id')})`);
  const make = {
    cursor: 'byCursor',
    page: 'byPage',
    offset: 'byOffset',
    keyset: 'byKeyset',
    nextUrl: 'byNextUrl',
    link: 'byLink',
  }[kind];
  return `${make}({ ${options.join(', ')} })`;
}
