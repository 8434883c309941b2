import type { Expression, OrderItem } from './ast.ts';
import type { Operand } from './bind-path.ts';
import { compareInOrder } from './compare.ts';
import { problemAt } from './soql-error.ts';

/** Makes a comparison of ORDER BY. Nulls come first unless the query says otherwise, also when descending. */
export function bindOrder<T>(
  source: string,
  items: readonly OrderItem[],
  operandOf: (expression: Expression) => Operand<T>,
): (left: T, right: T) => number {
  const keys = items.map((item) => {
    const operand = operandOf(item.expression);
    if (operand.filterable && operand.type !== 'multipicklist') return { ...item, operand };
    throw problemAt(
      source,
      operand.at,
      'MALFORMED_QUERY',
      `field '${operand.label}' can not be sorted in a query call`,
    );
  });
  return (left, right) => {
    for (const { operand, descending, nullsLast } of keys) {
      const [a, b] = [operand.read(left), operand.read(right)];
      if (a === null && b === null) continue;
      if (a === null || b === null) return (a === null) === nullsLast ? 1 : -1;
      const order = compareInOrder(operand.picklist, a, b);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}
