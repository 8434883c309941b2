import type { StatusAnswer } from '../operation/operation.ts';
import { literal, quoted } from '../shape/literals.ts';
import type { Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';
import type { PagingGuess } from '../tool/paging.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { around, arrowOf, callOf, type Expression, fitted, inOneLine } from './code-layout.ts';
import { type Locals, localsOf } from './locals.ts';
import { groupOf, pathSource, readAs, requestMembers, singlesOf } from './request-source.ts';

/** What the code of a tool knows of the connector around it. */
export interface Surroundings {
  connector: string;
  /** Names of schemas: of its rows or its answer, and of those of its other statuses. */
  answers: readonly string[];
  /** Names that mean something in its file. */
  taken: ReadonlySet<string>;
}

export function localsFor(tool: ToolModel, { taken }: Surroundings): Locals {
  const { name, members } = groupOf(tool);
  const isTaken = needsStatus(tool) || tool.operation.method === 'head' ? [...taken, 'status', 'body'] : taken;
  return localsOf(tool.arguments.sent, {
    single: singlesOf(tool),
    group: members,
    rest: name,
    taken: new Set(isTaken),
  });
}

export function itemHandler(tool: ToolModel, surroundings: Surroundings): string {
  const locals = localsFor(tool, surroundings);
  const parameters = `(${locals.pattern}, api)`;
  if (tool.operation.method === 'head') {
    const members = [`method: 'HEAD'`, memberOfPath(tool, locals), ...requestMembers(tool, locals)];
    return [
      `async handler${parameters} {`,
      fitted('const { status } = await ', callOf('api.request', [], members), ';'),
      'return { exists: status !== 404 };',
      '},',
    ].join('\n');
  }
  if (needsStatus(tool))
    return [`async handler${parameters} {`, answeredByStatus(tool, locals, surroundings), '},'].join('\n');
  if (tool.operation.answer.kind === 'none')
    return [`async handler${parameters} {`, doneSource(tool, locals), '},'].join('\n');
  const { expression, isAwaited } = answered(tool, locals, surroundings.answers[0] ?? 'z.unknown()');
  return arrowOf('handler', parameters, expression, isAwaited);
}

function memberOfPath(tool: ToolModel, locals: Locals): string {
  const path = pathSource(tool, locals);
  return `path: ${path}`;
}

/** Answers of several statuses differ. */
export function needsStatus({ others }: ToolModel): boolean {
  return others.length > 0;
}

/** The call that answers an item. */
export function answered(
  tool: ToolModel,
  locals: Locals,
  schema: string,
): { expression: Expression; isAwaited: boolean } {
  const { operation, access } = tool;
  const { kind, writeOnly } = operation.answer;
  const head = `api.${access === 'read' && operation.method === 'post' ? 'query' : operation.method}`;
  const path = pathSource(tool, locals);
  if (kind === 'text') {
    const call = callOf(head, [path, 'z.string().optional()'], requestMembers(tool, locals));
    return { expression: around('(await ', call, `) ?? ''`), isAwaited: true };
  }
  const call = callOf(head, [path, schema], requestMembers(tool, locals));
  if (!writeOnly?.length) return { expression: call, isAwaited: false };
  return { expression: around('shownOf(await ', call, `, ${literal(writeOnly)})`), isAwaited: true };
}

/** Statements of a request whose answer says nothing but that it was done. */
export function doneSource(tool: ToolModel, locals: Locals): string {
  const { method } = tool.operation;
  const members = requestMembers(tool, locals);
  const path = pathSource(tool, locals);
  const call =
    method === 'delete'
      ? callOf('api.delete', [path], members)
      : callOf(
          'api.request',
          [],
          [
            ...(method === 'get' ? [] : [`method: '${method.toUpperCase()}'`]),
            `path: ${path}`,
            ...members,
            ...(method === 'post' && tool.access === 'read' ? ['repeatable: true'] : []),
          ],
        );
  return `${fitted('await ', call, ';')}\nreturn { done: true };`;
}

/** Statements of a request whose answer is parsed by its status. */
export function answeredByStatus(tool: ToolModel, locals: Locals, { connector, answers }: Surroundings): string {
  const { operation, others, access } = tool;
  const { method, answer } = operation;
  const members = requestMembers(tool, locals).filter((member) => !member.startsWith('as: '));
  const all = [
    ...(method === 'get' ? [] : [`method: '${method.toUpperCase()}'`]),
    memberOfPath(tool, locals),
    ...members,
    ...(method === 'post' && access === 'read' ? ['repeatable: true'] : []),
    `as: '${readAs(operation, others)}'`,
  ];
  const returned = ({ kind, writeOnly }: Pick<StatusAnswer, 'kind' | 'writeOnly'>, schema = 'z.unknown()') => {
    if (kind === 'none') return 'return { done: true };';
    // what was done stays done, also when nothing is said of it
    const body = kind === 'text' ? `String(body ?? '')` : access === 'read' ? 'body' : 'body ?? {}';
    return `return parseAnswer(${quoted(connector)}, ${schema}, ${shownSource(body, writeOnly)});`;
  };
  const byStatus = others.map((other, index) => {
    const test = other.status === '2XX' ? `status !== ${answer.status}` : `status === ${other.status}`;
    return `if (${test}) ${returned(other, answers[index + 1])}`;
  });
  const isRead = [answer, ...others].some(({ kind }) => kind !== 'none');
  return [
    fitted(`const { status${isRead ? ', body' : ''} } = await `, callOf('api.request', [], all), ';'),
    ...byStatus,
    returned(answer, answers[0]),
  ].join('\n');
}

/** An answer without the members that it may not show. */
export function shownSource(body: string, writeOnly: readonly WriteOnly[] = []): string {
  return writeOnly.length === 0 ? body : `shownOf(${body}, ${literal(writeOnly)})`;
}

function takesNull(row: Shape | undefined): boolean {
  return row?.nullable === true || (row?.kind === 'union' && row.options.some(takesNull));
}

export function listHandler(tool: ToolModel, surroundings: Surroundings): string {
  const { list, operation } = tool;
  const locals = localsFor(tool, surroundings);
  const [schema = 'z.unknown()'] = surroundings.answers;
  const rows = list?.rows ?? '';
  const paging = pagingSource(list?.paging ?? { kind: 'none', in: 'query' });
  const hidden = rowsHidden(operation.answer.writeOnly, rows);
  const members = [
    ...(operation.method === 'get' ? [] : [`method: '${operation.method.toUpperCase()}'`]),
    ...withSize(requestMembers(tool, locals), list?.paging),
    ...emptyPolicy(tool),
    `rows: ${quoted(rows)}`,
    ...(paging === undefined ? [] : [`paging: ${paging}`]),
    ...(hidden === undefined ? [] : [`toRow: (row) => ${hidden}`]),
  ];
  const row = takesNull(list?.row) ? `${schema}.nullable()` : schema;
  const call = callOf('api.list', [pathSource(tool, locals), row], members);
  const parameters = `(${locals.pattern}, api)`;
  if (!takesNull(list?.row)) return arrowOf('handler', parameters, call, false);
  return [
    `async handler${parameters} {`,
    fitted('const page = await ', call, ';'),
    'return { ...page, items: page.items.filter((row) => row !== null) };',
    '},',
  ].join('\n');
}

/** A list that comes whole, or as much of it as the API gives at once. */
function withSize(members: readonly string[], paging: PagingGuess | undefined): string[] {
  if (paging?.kind !== 'none' || paging.sizeParam === undefined) return [...members];
  const size = `${literal({ [paging.sizeParam]: Math.min(paging.maxSize ?? 200, 200) }).slice(2, -2)}`;
  const query = members.find((member) => /^query\b/.test(member));
  if (query === undefined) return [`query: { ${size} }`, ...members];
  const given = query === 'query' ? '{ ...query' : query.replace(/^query: /, '').replace(/ \}$/, '');
  return members.map((member) => (member === query ? `query: ${given}, ${size} }` : member));
}

/** A status without content is a list without rows. */
function emptyPolicy({ operation: { answer }, list }: ToolModel): string[] {
  const empty = answer.others.filter(({ kind }) => kind === 'none');
  if (empty.length === 0) return [];
  const none = literal(
    (list?.rows ?? '').split('.').reduceRight<unknown>((inner, name) => (name === '' ? inner : { [name]: inner }), []),
  );
  const rules = empty.flatMap(({ status }) =>
    status === '2XX'
      ? [`{ status: ${answer.status}, action: 'success' }`, `{ status: '2xx', action: 'ignore', answer: ${none} }`]
      : [`{ status: ${status}, action: 'ignore', answer: ${none} }`],
  );
  return [`policy: { rules: [${rules.join(', ')}] }`];
}

/** A row without members that answers may not show: what holds for the whole answer at the place of its rows. */
function rowsHidden(writeOnly: readonly WriteOnly[] | undefined, rows: string): string | undefined {
  if (!writeOnly || writeOnly.length === 0) return undefined;
  const at = rows === '' ? 0 : (writeOnly[0]?.into[rows] ?? writeOnly[0]?.into['*']);
  if (at === undefined) return undefined;
  return `shownOf(row, ${[literal(writeOnly), ...(at === 0 ? [] : [String(at)])].join(', ')})`;
}

function pagingSource(guess: PagingGuess): string | undefined {
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
  if (kind === 'none') return undefined;
  if (kind === 'keyset' && key !== undefined && key !== 'id') options.push(`key: ${quoted(key)}`);
  const make = {
    cursor: 'byCursor',
    page: 'byPage',
    offset: 'byOffset',
    keyset: 'byKeyset',
    nextUrl: 'byNextUrl',
    link: 'byLink',
  }[kind];
  return options.length === 0 ? `${make}()` : inOneLine(`${make}({`, options, '})');
}
