import { unreachable } from '../../common/assert.ts';
import { typeName } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';

/** An expression as people write it: columns by the names handed in, casts as `::`, operators between. */
export function expressionText(expression: Expression, names: readonly string[]): string {
  const text = (child: Expression): string => expressionText(child, names);
  switch (expression.kind) {
    case 'column':
      return names[expression.index] ?? `#${expression.index}`;
    case 'literal':
      return literalText(expression);
    case 'call':
      return callText(expression, names);
    case 'and':
    case 'or':
      return expression.arguments
        .map((child) => nested(child, names))
        .join(` ${expression.kind.toUpperCase()} `);
    case 'not':
      return expression.argument.kind === 'isNull'
        ? `${nested(expression.argument.argument, names)} IS NOT NULL`
        : `NOT ${nested(expression.argument, names)}`;
    case 'case': {
      const branches = expression.branches.map(
        ({ when, then }) => ` WHEN ${text(when)} THEN ${text(then)}`,
      );
      return `CASE${branches.join('')} ELSE ${text(expression.otherwise)} END`;
    }
    case 'isNull':
      return `${nested(expression.argument, names)} IS NULL`;
    default:
      return unreachable(expression);
  }
}

function literalText({ value, type }: Extract<Expression, { kind: 'literal' }>): string {
  if (value === null) return 'NULL';
  const text = formatDatum(type, value);
  switch (type.kind) {
    case 'boolean':
      return value === true ? 'TRUE' : 'FALSE';
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double':
      return text;
    case 'text':
    case 'unknown':
      return quoted(text);
    default:
      return `${typeName(type).split(' ')[0]?.toUpperCase()} ${quoted(text)}`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function callText(call: Extract<Expression, { kind: 'call' }>, names: readonly string[]): string {
  const { name } = functionById(call.function);
  const [first, second, ...others] = call.arguments;
  if (name === 'cast' && first !== undefined) {
    return `${nested(first, names)}::${typeName(call.type)}`;
  }
  const isOperator = !/^[a-z_]\w*$/i.test(name) || name === 'like' || name === 'ilike';
  if (isOperator && first !== undefined && others.length === 0) {
    const operator = name.toUpperCase();
    return second === undefined
      ? `${operator}${nested(first, names)}`
      : `${nested(first, names)} ${operator} ${nested(second, names)}`;
  }
  return `${name}(${call.arguments.map((each) => expressionText(each, names)).join(', ')})`;
}

/** Operands that are more than one word stand in brackets. */
function nested(expression: Expression, names: readonly string[]): string {
  const text = expressionText(expression, names);
  const simple =
    expression.kind === 'column' ||
    expression.kind === 'literal' ||
    expression.kind === 'case' ||
    (expression.kind === 'call' && /^[a-z_]\w*\(/i.test(text));
  return simple ? text : `(${text})`;
}
