import { SalesforceError } from '../errors.ts';
import { type Group, groupOperand, groupRows, isAggregate } from './aggregate.ts';
import { type Expression, positionOf, type Query } from './ast.ts';
import type { Operand, Scope } from './bind-path.ts';
import type { JsonRecord } from './bind-projection.ts';
import { bindCondition } from './condition.ts';
import { bindFilter, type QueryContext, type QueryResult } from './execute.ts';
import { bindOrder } from './order.ts';
import { problemAt } from './soql-error.ts';

const MAX_GROUPS = 2000;

/** True for a query that folds records: with GROUP BY, or with an aggregate in SELECT. */
export function isGrouped(query: Query): boolean {
  return (
    query.groupBy.length > 0 || query.select.some((item) => item.kind === 'expression' && hasAggregate(item.expression))
  );
}

function hasAggregate(expression: Expression | null): boolean {
  if (expression?.kind !== 'call') return false;
  return isAggregate(expression) || hasAggregate(expression.argument);
}

interface Column {
  readonly name: string;
  readonly operand: Operand<Group>;
}

/** The columns of the result: aliases, else the name of the field, else `expr0`, `expr1`, … */
function columnsOf(scope: Scope, query: Query): Column[] {
  const taken = new Set<string>();
  let unnamed = 0;
  return query.select.map((item) => {
    if (item.kind !== 'expression')
      throw problemAt(
        scope.source,
        query.fromAt,
        'MALFORMED_QUERY',
        'unexpected token: nested query in a grouped query',
      );
    const { expression } = item;
    if (expression.kind === 'call' && expression.argument === null) {
      throw problemAt(scope.source, expression.at, 'MALFORMED_QUERY', `unexpected token: ')'`);
    }
    const operand = groupOperand(scope, query, expression);
    let name = item.alias ?? (expression.kind === 'path' ? operand.label : '');
    if (name === '') {
      name = `expr${unnamed}`;
      unnamed += 1;
    }
    if (taken.has(name.toLowerCase()))
      throw problemAt(scope.source, positionOf(expression), 'MALFORMED_QUERY', `duplicate alias: ${name}`);
    taken.add(name.toLowerCase());
    return { name, operand };
  });
}

/** `SELECT COUNT() FROM …`: the number is the size of a result without records. */
function isPlainCount(query: Query): boolean {
  const [item] = query.select;
  return (
    query.select.length === 1 &&
    query.groupBy.length === 0 &&
    item?.kind === 'expression' &&
    item.alias === null &&
    item.expression.kind === 'call' &&
    item.expression.name === 'COUNT' &&
    item.expression.argument === null
  );
}

/** Runs a query whose records are groups. */
export function executeGrouped(context: QueryContext, scope: Scope, query: Query): QueryResult {
  const filter = bindFilter(context, scope, query);
  const rows = () => [...context.store.rows(scope.object.name)].filter(filter);
  if (isPlainCount(query)) {
    if (query.orderBy.length > 0)
      throw problemAt(scope.source, query.fromAt, 'MALFORMED_QUERY', 'ordering is not allowed with COUNT()');
    const total = Math.min(rows().length, query.limit ?? Number.POSITIVE_INFINITY);
    return { totalSize: total, length: 0, page: () => [] };
  }

  const operandOf = (expression: Expression) => groupOperand(scope, query, expression);
  if (query.groupBy.length === 0 && (query.limit !== null || query.orderBy.length > 0)) {
    const clause = query.orderBy.length > 0 ? 'ORDER BY' : 'LIMIT';
    const reason = `Non-grouped query that uses overall aggregate functions cannot also use ${clause}`;
    throw problemAt(scope.source, query.fromAt, 'MALFORMED_QUERY', reason);
  }
  const columns = columnsOf(scope, query);
  const having = query.having
    ? bindCondition<Group>(
        {
          source: scope.source,
          today: context.store.now(),
          settings: context.store.settings,
          operandOf,
          idsOf: () => {
            throw problemAt(scope.source, query.fromAt, 'MALFORMED_QUERY', 'semi joins are not allowed in HAVING');
          },
        },
        query.having,
      )
    : () => true;
  const compare = bindOrder(scope.source, query.orderBy, operandOf);
  const end = query.limit === null ? undefined : query.offset + query.limit;
  const groups = groupRows(scope, query, rows()).filter(having).sort(compare).slice(query.offset, end);
  if (groups.length > MAX_GROUPS) {
    const message = 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch';
    throw new SalesforceError('EXCEEDED_ID_LIMIT', message);
  }
  const render = (group: Group): JsonRecord => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(columns.map((column) => [column.name, column.operand.read(group)])),
  });
  return { totalSize: groups.length, length: groups.length, page: (from, to) => groups.slice(from, to).map(render) };
}
