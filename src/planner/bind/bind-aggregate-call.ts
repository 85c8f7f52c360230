import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { isNumeric, type SqlType, typeName } from '../../data/sql-type.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { booleanLiteral } from '../logical/connectives.ts';
import type { AggregateFunctionName } from '../physical/physical-plan.ts';
import { caseOf } from './bind-case.ts';
import { asCondition, literalOf } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { requireEquality } from './require-equality.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

const names: readonly AggregateFunctionName[] = ['count', 'sum', 'avg', 'min', 'max'];

/** Of any size, every value with a scale of its own. */
const unscaledNumeric: SqlType = { kind: 'numeric', precision: null, scale: null };

/** Sums of NUMERIC(p, s) keep the scale. */
const sumDigits = 38;

/** The aggregate function of a name; null for other functions. */
export function aggregateName(node: ExpressionNode): AggregateFunctionName | null {
  if (node.kind !== 'call') return null;
  return names.find((name) => name === node.name.parts.at(-1)) ?? null;
}

/**
 * A call of an aggregate function: a column that stands for it. FILTER becomes a CASE around the
 * argument. @throws SqlError 42803 where aggregates may not stand, 42883 for types it does not take
 */
export function bindAggregateCall(
  node: CallNode,
  name: AggregateFunctionName,
  context: ExpressionContext,
  bindInput: Bind,
): Expression {
  const { position } = node;
  if (context.aggregates === null) throw misplaced(context.clause, position);
  const [argument, ...others] = node.arguments;
  if (others.length > 0) throw undefinedAggregate(name, 'with several arguments', position);
  const counted = argument === undefined || argument.kind === 'star';
  if (counted && name !== 'count') throw undefinedAggregate(name, '(*)', position);
  if (counted && (argument === undefined || node.distinct)) {
    throw new SqlError(
      sqlState.wrongObjectType,
      'count(*) must be used to call a parameterless aggregate function',
      { position },
    );
  }
  const value = counted ? null : argumentValue(argument, node.distinct, bindInput);
  const type = resultType(name, value?.type ?? null, position);
  const condition =
    node.filter === null
      ? null
      : asCondition(bindInput(node.filter), 'FILTER', node.filter.position);
  const filtered = condition === null ? value : filteredArgument(value, condition);
  // Distinct values have the extremes that all values have.
  const distinct = node.distinct && name !== 'min' && name !== 'max';
  return context.aggregates.add({ function: name, argument: filtered, distinct, type });
}

function filteredArgument(value: Expression | null, condition: Expression): Expression {
  const then = value ?? booleanLiteral(true);
  return caseOf([{ when: condition, then }], literalOf(null, then.type));
}

/** A bare literal is a text. @throws SqlError 42883 for values that DISTINCT cannot tell apart */
function argumentValue(node: ExpressionNode, distinct: boolean, bindInput: Bind): Expression {
  const bound = bindInput(node);
  const value: Expression =
    bound.type.kind === 'unknown' ? { ...bound, type: { kind: 'text' } } : bound;
  return distinct ? requireEquality(value, node.position) : value;
}

/** The result of an aggregate over values of a type, as in PostgreSQL. */
function resultType(
  name: AggregateFunctionName,
  argument: SqlType | null,
  position: Position,
): SqlType {
  if (name === 'count' || argument === null) return { kind: 'bigint' };
  if (name === 'min' || name === 'max') {
    if (argument.kind === 'json' || argument.kind === 'boolean') {
      throw undefinedAggregate(name, `(${typeName(argument)})`, position);
    }
    return argument;
  }
  if (argument.kind === 'interval') throw intervalArgument(name, position);
  if (!isNumeric(argument)) throw notNumeric(name, argument, position);
  return name === 'sum' ? sumType(argument) : averageType(argument);
}

function sumType(argument: SqlType): SqlType {
  switch (argument.kind) {
    case 'smallint':
    case 'integer':
      return { kind: 'bigint' };
    case 'bigint':
      return unscaledNumeric;
    case 'numeric':
      return argument.scale === null ? argument : { ...argument, precision: sumDigits };
    default:
      return argument;
  }
}

function averageType({ kind }: SqlType): SqlType {
  if (kind === 'real' || kind === 'double') return { kind: 'double' };
  return unscaledNumeric;
}

function intervalArgument(name: string, position: Position): SqlError {
  return new SqlError(sqlState.featureNotSupported, `${name}(interval) is not supported yet`, {
    hint: 'Aggregate the number of seconds: EXTRACT(EPOCH FROM …).',
    position,
  });
}

function notNumeric(name: string, argument: SqlType, position: Position): SqlError {
  const { code, message } = undefinedAggregate(name, `(${typeName(argument)})`, position);
  const hint = `${name} takes numbers. Cast what is one, for example ${name}(CAST(… AS NUMERIC)).`;
  return new SqlError(code, message, { hint, position });
}

function undefinedAggregate(name: string, what: string, position: Position): SqlError {
  const message = what.startsWith('(')
    ? `function ${name}${what} does not exist`
    : `function ${name} ${what} does not exist`;
  return new SqlError(sqlState.undefinedFunction, message, {
    hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
    position,
  });
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
