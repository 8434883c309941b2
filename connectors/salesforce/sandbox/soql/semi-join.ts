import { fieldNamed, type ObjectDef } from '../schema/objects.ts';
import type { Condition } from './ast.ts';
import { bindPath, type Scope } from './bind-path.ts';
import { problemAt } from './soql-error.ts';

type Join = Extract<Condition, { kind: 'join' }>;

const MAX_JOINS = 2;

/** The semi-joins anywhere in a condition. */
function joinsIn(condition: Condition): Join[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.terms.flatMap(joinsIn);
    case 'not':
      return joinsIn(condition.term);
    case 'join':
      return [condition];
    default:
      return [];
  }
}

/** The objects that an id or a reference may point at; none for any other field. */
function targetsOf(scope: Scope, object: ObjectDef, parts: readonly string[]): readonly string[] {
  const field = fieldNamed(scope.store.settings, object, parts.at(-1) ?? '');
  if (field?.type === 'id') return [object.name];
  return field?.type === 'reference' ? field.referenceTo : [];
}

/** Checks where semi-joins stand and how many there are. @throws MALFORMED_QUERY */
export function checkJoins(scope: Scope, where: Condition): void {
  const joins = joinsIn(where);
  const refuse = (join: Join, reason: string) => {
    throw problemAt(scope.source, join.query.fromAt, 'MALFORMED_QUERY', reason);
  };
  const top = where.kind === 'and' ? where.terms : [where];
  for (const join of joins) {
    if (where.kind === 'or' && where.terms.includes(join))
      refuse(join, "Semi join sub-selects are not allowed with the 'OR' operator");
    if (!top.includes(join)) {
      refuse(
        join,
        'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
      );
    }
    if (join.query.where && joinsIn(join.query.where).length > 0)
      refuse(join, 'Nesting of semi join sub-selects is not supported');
  }
  const [, , third] = joins;
  if (third) refuse(third, `A WHERE clause has at most ${MAX_JOINS} semi join sub-selects`);
}

/** Checks that both sides of a semi-join are about the same object, of two different queries. @throws MALFORMED_QUERY */
export function checkJoinTypes(scope: Scope, join: Pick<Join, 'left' | 'query'>, inner: ObjectDef): void {
  const refuse = (reason: string) => problemAt(scope.source, join.query.fromAt, 'MALFORMED_QUERY', reason);
  if (inner === scope.object) throw refuse('The inner and outer selects should not be on the same object type');
  const [item] = join.query.select;
  if (item?.kind !== 'expression' || item.expression.kind !== 'path' || join.left.kind !== 'path') return;
  const selected = item.expression.path;
  const ownNames = [inner.name, join.query.alias].map((name) => name?.toLowerCase());
  const isOwn = selected.parts.length === 1 || ownNames.includes(selected.parts[0]?.toLowerCase());
  if (!isOwn) throw refuse('A semi join sub-select cannot traverse a relationship in its selected field');
  const { steps, field } = bindPath(scope, join.left.path);
  const outer = field.type === 'reference' ? field.referenceTo : (steps.at(-1)?.referenceTo ?? [scope.object.name]);
  const targets = targetsOf(scope, inner, selected.parts);
  if (targets.length === 0 || targets.some((target) => outer.includes(target))) return;
  const names = `'${selected.parts.join('.')}' in the subquery and the left operand field in the where expression in the outer query '${join.left.path.parts.join('.')}'`;
  throw refuse(`The selected field ${names} should point to the same object type`);
}
