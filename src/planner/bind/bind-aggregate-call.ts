import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { isNumeric, type SqlType } from '../../data/sql-type.ts';
import type { AggregateFunction } from '../../functions/aggregates/aggregate-function.ts';
import {
  aggregateById,
  aggregatesByName,
  resolveAggregate,
} from '../../functions/aggregates/aggregate-registry.ts';
import type { ResolvedFunction } from '../../functions/resolve-function.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import { booleanLiteral } from '../logical/connectives.ts';
import type { AggregateFunctionName } from '../physical/physical-plan.ts';
import type { BoundAggregate } from './aggregate-collector.ts';
import { aggregateOrder } from './aggregate-order.ts';
import { caseOf } from './bind-case.ts';
import { asCondition, castTo, literalOf } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { requireEquality } from './require-equality.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/** The aggregate function of a name; null for other functions. */
export function aggregateName(node: ExpressionNode): string | null {
  if (node.kind !== 'call') return null;
  const name = node.name.parts.at(-1) as string;
  return aggregatesByName.has(name) ? name : null;
}

/** A call of an aggregate function: a column that stands for it. @throws SqlError 42803 where aggregates may not stand */
export function bindAggregateCall(
  node: CallNode,
  name: string,
  context: ExpressionContext,
  bindInput: Bind,
): Expression {
  if (context.aggregates === null) throw misplaced(context.clause, node.position);
  return context.aggregates.add(boundAggregate(node, name, bindInput));
}

/** GROUPING(…): a column that stands for it. @throws SqlError 42803 where aggregates may not stand */
export function bindGrouping(
  node: CallNode,
  context: ExpressionContext,
  bindInput: Bind,
): Expression {
  if (context.aggregates === null) {
    const message = `grouping operations are not allowed in ${context.clause}`;
    throw new SqlError(sqlState.groupingError, message, { position: node.position });
  }
  return context.aggregates.add({
    function: 'grouping',
    arguments: node.arguments.map(bindInput),
    position: node.position,
  });
}

/**
 * What an aggregate call computes over the rows of its input. FILTER becomes a CASE around the
 * arguments, which also guards them.
 * @throws SqlError 42883 for types that it does not take, 42809, 42P10, 0A000
 */
export function boundAggregate(node: CallNode, name: string, bindInput: Bind): BoundAggregate {
  const condition =
    node.filter === null
      ? null
      : asCondition(bindInput(node.filter), 'FILTER', node.filter.position);
  if (isCountAll(node, name)) return countAll(condition);
  const { declared, resolved, args } = resolvedCall(node, name, bindInput);
  const ordered = aggregateOrder(node, declared, args, bindInput);
  const distinct = node.distinct && declared.distinctMatters;
  const values = ordered.values.map((each, i) => {
    if (!distinct && !comparesValues.has(name)) return each;
    const known = requireEquality(each, node.arguments[i]?.position ?? node.position);
    return distinct ? known : keyForm(known);
  });
  const filtered = condition === null ? values : values.map((each) => onlyIf(condition, each));
  const needsFilter = condition !== null && declared.nulls === 'keeps';
  const [argument = null, ...others] = filtered;
  const { order, share, limit } = ordered;
  return {
    function: declared.name as AggregateFunctionName,
    argument,
    others: needsFilter ? [...others, condition] : others,
    distinct,
    type: resolved.result,
    ...(order === undefined ? {} : { order }),
    ...(share === undefined ? {} : { share }),
    ...(limit === undefined ? {} : { limit }),
    ...(needsFilter ? { filter: others.length } : {}),
  };
}

/** Functions that tell equal values from others without DISTINCT. */
const comparesValues: ReadonlySet<string> = new Set(['approx_count_distinct', 'approx_top_k']);

/** @throws SqlError 42809 for a call without arguments */
function isCountAll(node: CallNode, name: string): boolean {
  const [argument] = node.arguments;
  const isStar = argument?.kind === 'star' && argument.qualifier === null;
  if (isStar && name !== 'count') throw undefinedAggregate(`${name} (*)`, node.position);
  if (name !== 'count' || (argument !== undefined && !isStar)) return false;
  if (argument !== undefined && !node.distinct) return true;
  throw new SqlError(
    sqlState.wrongObjectType,
    'count(*) must be used to call a parameterless aggregate function',
    { position: node.position },
  );
}

function countAll(condition: Expression | null): BoundAggregate {
  const argument = condition === null ? null : onlyIf(condition, booleanLiteral(true));
  return { function: 'count', argument, others: [], distinct: false, type: { kind: 'bigint' } };
}

function onlyIf(condition: Expression, then: Expression): Expression {
  return caseOf([{ when: condition, then }], literalOf(null, then.type));
}

type ResolvedCall = {
  readonly declared: AggregateFunction;
  readonly resolved: ResolvedFunction;
  /** The arguments as the function takes them; behind them what WITHIN GROUP orders by. */
  readonly args: readonly Expression[];
};

function resolvedCall(node: CallNode, name: string, bindInput: Bind): ResolvedCall {
  checkWithin(node, name);
  const nodes = [...node.arguments, ...node.withinGroup.map(({ expression }) => expression)];
  const bound = nodes.map(bindInput);
  const [only] = bound;
  const isBare = bound.length === 1 && only?.type.kind === 'unknown';
  const types = isBare ? [{ kind: 'text' } as const] : bound.map(({ type }) => type);
  const resolved = resolvedName(node, name, types);
  const declared = aggregateById(resolved.function);
  const args = bound.map((each, i) => {
    const type = resolved.argumentTypes[i] as SqlType;
    return castTo(each, type, 'implicit', nodes[i]?.position ?? node.position);
  });
  return { declared, resolved, args };
}

function resolvedName(node: CallNode, name: string, types: readonly SqlType[]): ResolvedFunction {
  const { position } = node;
  try {
    const form = node.withinGroup.length > 0 ? 'orderedSet' : 'plain';
    return resolveAggregate(name, types, position, form);
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== sqlState.undefinedFunction) throw error;
    const [only] = types;
    const wantsNumber = name === 'sum' || name === 'avg';
    const hint =
      wantsNumber && types.length === 1 && only !== undefined && !isNumeric(only)
        ? `${name} takes numbers. Cast what is one, for example ${name}(CAST(… AS NUMERIC)).`
        : noMatch;
    throw new SqlError(error.code, error.message, { hint, position });
  }
}

const noMatch =
  'No function matches the given name and argument types. You might need to add explicit type casts.';

/** Whether WITHIN GROUP stands where it must and nowhere else. @throws SqlError 42809, 42601 */
function checkWithin(node: CallNode, name: string): void {
  const { position } = node;
  const hasWithin = node.withinGroup.length > 0;
  const forms = (aggregatesByName.get(name) ?? []).map(({ form }) => form);
  if (!forms.includes('plain') && !forms.includes('star') && !hasWithin) {
    const message = `WITHIN GROUP is required for ordered-set aggregate ${name}`;
    throw new SqlError(sqlState.wrongObjectType, message, { position });
  }
  if (!forms.includes('orderedSet') && hasWithin) {
    const message = `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`;
    throw new SqlError(sqlState.wrongObjectType, message, { position });
  }
  if (hasWithin && node.distinct) {
    throw new SqlError(sqlState.syntaxError, 'cannot use DISTINCT with WITHIN GROUP', { position });
  }
}

function undefinedAggregate(what: string, position: Position): SqlError {
  const message = `function ${what} does not exist`;
  return new SqlError(sqlState.undefinedFunction, message, { hint: noMatch, position });
}

function misplaced(clause: string, position: Position): SqlError {
  if (clause === 'aggregate') {
    return new SqlError(sqlState.groupingError, 'aggregate function calls cannot be nested', {
      position,
    });
  }
  return new SqlError(sqlState.groupingError, `aggregate functions are not allowed in ${clause}`, {
    hint: clause === 'WHERE' ? 'Use HAVING for conditions on groups.' : undefined,
    position,
  });
}
