import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { AggregateFunction } from '../../functions/aggregates/aggregate-function.ts';
import type { ExpressionNode, OrderItem } from '../../parser/ast.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { isConstant } from '../expression/properties.ts';
import type { Share as PlanShare, SortKey } from '../physical/physical-plan.ts';
import { constantValue } from './coerce.ts';
import type { Bind } from './expression-context.ts';
import { requireEquality } from './require-equality.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

type Share = PlanShare | null;

/** The values of an aggregate call and the order they are taken in. */
export type OrderedValues = {
  /** The arguments, then what ORDER BY asks for besides them. */
  readonly values: readonly Expression[];
  /** Over the values by number. */
  readonly order?: readonly SortKey[];
  readonly share?: Share;
  readonly limit?: number | null;
};

/**
 * The values that an aggregate keeps and their order: that of WITHIN GROUP, of ORDER BY where it
 * changes the answer, of the key for arg_min and its like.
 * @throws SqlError 42P10, 42803, 22003
 */
export function aggregateOrder(
  node: CallNode,
  { form, name, isOrdered }: AggregateFunction,
  args: readonly Expression[],
  bindInput: Bind,
): OrderedValues {
  if (form === 'orderedSet') return orderedSet(node, args);
  if (parameterized.has(name)) return parameterizedValues(node, name, args);
  if (keyed.has(name)) {
    requireEquality(args[1] as Expression, node.arguments[1]?.position ?? node.position);
    const descending = name.endsWith('max') || name === 'max_by';
    return { values: args, order: [{ column: 1, descending, nullsFirst: false }] };
  }
  const values = [...args];
  const order = node.orderBy.map((item): SortKey => {
    const bound = requireEquality(settled(bindInput(item.expression)), item.position);
    const known = values.findIndex((each) => equalExpressions(each, bound));
    if (known < 0 && node.distinct) throw notAnArgument(item.position);
    if (known < 0) values.push(bound);
    return sortKey(item, known < 0 ? values.length - 1 : known);
  });
  if (!isOrdered) return { values: args };
  return order.length === 0 ? { values } : { values, order };
}

const keyed: ReadonlySet<string> = new Set(['arg_min', 'min_by', 'arg_max', 'max_by']);

/** Plain functions whose second argument is a constant. */
const parameterized: ReadonlySet<string> = new Set(['approx_percentile', 'top_k', 'approx_top_k']);

function parameterizedValues(
  node: CallNode,
  name: string,
  args: readonly Expression[],
): OrderedValues {
  const [value, constant] = args as readonly [Expression, Expression];
  const position = node.arguments[1]?.position ?? node.position;
  if (name === 'approx_percentile') return { values: [value], share: shareOf(constant, position) };
  requireEquality(value, node.arguments[0]?.position ?? node.position);
  const order = [{ column: 0, descending: name === 'top_k', nullsFirst: false }];
  return { values: [value], order, limit: limitOf(constant, position) };
}

/** @throws SqlError 0A000, 22023 */
function limitOf(expression: Expression, position: Position): number | null {
  if (!isConstant(expression)) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'a number of values that is not a constant is not supported yet',
      { position },
    );
  }
  const limit = constantValue(expression, position) as number | null;
  if (limit === null || limit > 0) return limit;
  const message = `number of values must be greater than zero, got ${limit}`;
  throw new SqlError(sqlState.invalidParameterValue, message, { position });
}

function settled(expression: Expression): Expression {
  return expression.type.kind === 'unknown'
    ? { ...expression, type: { kind: 'text' } }
    : expression;
}

function orderedSet(node: CallNode, args: readonly Expression[]): OrderedValues {
  const [item] = node.withinGroup as readonly [OrderItem];
  const order = [sortKey(item, 0)];
  requireEquality(args.at(-1) as Expression, item.position);
  if (args.length === 1) return { values: args, order };
  const [share, value] = args as readonly [Expression, Expression];
  const position = node.arguments[0]?.position ?? node.position;
  return { values: [value], order, share: shareOf(share, position) };
}

function shareOf(expression: Expression, position: Position): Share {
  if (!isConstant(expression)) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'a percentile that is not a constant is not supported yet',
      {
        position,
      },
    );
  }
  const share = constantValue(expression, position) as Share;
  checkShare(share, position);
  return share;
}

/** @throws SqlError 22003 */
function checkShare(share: Share, position: Position): void {
  if (Array.isArray(share))
    for (const each of share as readonly Share[]) checkShare(each, position);
  else if (share !== null && !((share as number) >= 0 && (share as number) <= 1)) {
    const message = `percentile value ${share} is not between 0 and 1`;
    throw new SqlError(sqlState.numericValueOutOfRange, message, { position });
  }
}

function sortKey({ descending, nullsFirst }: OrderItem, column: number): SortKey {
  return { column, descending, nullsFirst: nullsFirst ?? descending };
}

function notAnArgument(position: Position): SqlError {
  return new SqlError(
    sqlState.invalidColumnReference,
    'in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list',
    { position },
  );
}
