import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { BinaryOperator, ExpressionNode, Name, QueryNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { not } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { asCondition, booleanType, callByName } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { requireEquality } from './require-equality.ts';
import { type BoundInner, innerValue, type SubqueryCollector } from './subquery-collector.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** `[NOT] EXISTS (…)`. @throws SqlError 0A000 where no subquery may stand */
export function bindExists(
  node: Node<'exists'>,
  context: ExpressionContext,
  bind: Bind,
): Expression {
  const collector = collectorOf(context, node.position);
  const bound = bindInner(node.query, collector, bind);
  const subquery = { ...bound, form: 'exists' as const, test: null, position: node.position };
  return collector.add(subquery, { type: booleanType, nullable: false });
}

/** A query as a value: NULL for no row. @throws SqlError 42601 for more than one column */
export function bindScalarSubquery(
  node: Node<'subquery'>,
  context: ExpressionContext,
  bind: Bind,
): Expression {
  const collector = collectorOf(context, node.position);
  const bound = bindInner(node.query, collector, bind);
  const { type } = onlyColumn(bound.plan, 'subquery must return only one column', node.query);
  const subquery = { ...bound, form: 'scalar' as const, test: null, position: node.position };
  return collector.add(subquery, { type, nullable: true });
}

/** `x [NOT] IN (SELECT …)`. @throws SqlError 42601, 42883 */
export function bindInQuery(
  node: Node<'inQuery'>,
  context: ExpressionContext,
  bind: Bind,
): Expression {
  const { operand, query, position } = node;
  const found = bindComparison({ operator: '=', operand, query, position }, context, bind);
  return node.negated ? not(found) : found;
}

/** `x < ANY (SELECT …)`; ALL is that no value compares the other way round. @throws SqlError 0A000, 42601, 42883 */
export function bindQuantified(
  node: Node<'quantified'>,
  query: QueryNode,
  context: ExpressionContext,
  bind: Bind,
): Expression {
  const { operator: asked, operand, position } = node;
  const opposite = opposites[asked];
  if (opposite === undefined) {
    throw new SqlError(
      sqlState.featureNotSupported,
      `${asked.toUpperCase()} ${node.quantifier.toUpperCase()} over a query is not supported yet`,
      { hint: 'The comparisons =, <>, <, <=, > and >= are.', position },
    );
  }
  const isAny = node.quantifier === 'any';
  const operator = isAny ? asked : opposite;
  const found = bindComparison({ operator, operand, query, position }, context, bind);
  return isAny ? found : not(found);
}

/** The comparison that is false just when another is true; left out for other operators. */
export const opposites: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

function bindComparison(
  parts: {
    readonly operator: BinaryOperator;
    readonly operand: ExpressionNode;
    readonly query: QueryNode;
    readonly position: Position;
  },
  context: ExpressionContext,
  bind: Bind,
): Expression {
  const { operator, operand, query, position } = parts;
  const collector = collectorOf(context, position);
  const value = bind(operand);
  const bound = bindInner(query, collector, bind);
  const field = onlyColumn(bound.plan, 'subquery has too many columns', query);
  const inner: Expression = {
    kind: 'column',
    index: innerValue,
    type: field.type,
    nullable: field.nullable,
  };
  requireEquality(inner, query.position);
  const places = [operand.position, query.position];
  const compared = callByName(operator, [value, inner], position, places);
  const test = asCondition(compared, operator, position);
  const form = operator === '=' ? ('in' as const) : ('any' as const);
  return collector.add(
    { ...bound, form, test, position },
    { type: booleanType, nullable: test.nullable },
  );
}

/** Binds a query in an expression; names that it does not know are of the query around. */
export function bindInner(query: QueryNode, collector: SubqueryCollector, bind: Bind): BoundInner {
  return collector.bind(query, (name) => outerColumn(name, bind), bind);
}

/** A column of the query around; null where it has none of the name. */
function outerColumn(name: Name, bind: Bind): Expression | null {
  try {
    return bind({ kind: 'column', name, position: name.position });
  } catch (error) {
    if (isMissingColumn(error)) return null;
    throw error;
  }
}

/** Whether a name was not found: queries further out may have it. */
export function isMissingColumn(error: unknown): boolean {
  return (
    error instanceof SqlError &&
    (error.code === sqlState.undefinedColumn || error.code === sqlState.undefinedTable)
  );
}

/** Where the subqueries of an expression go. @throws SqlError 0A000 where none may stand */
export function collectorOf(
  { subqueries, clause }: ExpressionContext,
  position: Position,
): SubqueryCollector {
  if (subqueries?.isOpen) return subqueries;
  throw new SqlError(sqlState.featureNotSupported, `a subquery in ${clause} is not supported yet`, {
    hint: 'Join it: … JOIN (SELECT …) AS name ON ….',
    position,
  });
}

function onlyColumn({ fields }: LogicalPlan, message: string, { position }: QueryNode): Field {
  const [only, second] = fields;
  if (only === undefined || second !== undefined) {
    throw new SqlError(sqlState.syntaxError, message, { position });
  }
  return only;
}
