import { assert, unreachable } from '../../common/assert.ts';
import type { Datum } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import type { Expression } from './expression.ts';

type Call = Extract<Expression, { kind: 'call' }>;
type Connective = Extract<Expression, { kind: 'and' | 'or' }>;
type Case = Extract<Expression, { kind: 'case' }>;

/**
 * The value of an expression for one row, node by node: what compiled kernels must answer, too.
 * Constant folding and the rows of INSERT … VALUES use it; records never come by here.
 * @throws SqlError with the SQLSTATE of the function that failed
 */
export function evaluate(expression: Expression, row: readonly Datum[], env: EvaluationEnv): Datum {
  switch (expression.kind) {
    case 'column':
      assert(expression.index < row.length, 'the row has the column');
      return row[expression.index] as Datum;
    case 'literal':
      return expression.value;
    case 'call':
      return evaluateCall(expression, row, env);
    case 'and':
    case 'or':
      return evaluateConnective(expression, row, env);
    case 'not': {
      const value = evaluate(expression.argument, row, env);
      return value === null ? null : value === false;
    }
    case 'case':
      return evaluate(chosenArm(expression, row, env), row, env);
    case 'isNull':
      return evaluate(expression.argument, row, env) === null;
    default:
      return unreachable(expression);
  }
}

function evaluateCall(call: Call, row: readonly Datum[], env: EvaluationEnv): Datum {
  const { nulls, evaluate: compute } = functionById(call.function);
  const values = call.arguments.map((argument) => evaluate(argument, row, env));
  if (nulls === 'strict' && values.includes(null)) return null;
  const argumentTypes = call.arguments.map(({ type }) => type);
  return compute(values, { argumentTypes, resultType: call.type }, env);
}

/** FALSE decides AND, TRUE decides OR; without either, a NULL makes the answer NULL. */
function evaluateConnective(
  { kind, arguments: operands }: Connective,
  row: readonly Datum[],
  env: EvaluationEnv,
): Datum {
  const decisive = kind === 'or';
  let sawNull = false;
  for (const operand of operands) {
    const value = evaluate(operand, row, env);
    if (value === decisive) return decisive;
    if (value === null) sawNull = true;
  }
  return sawNull ? null : !decisive;
}

function chosenArm(
  { branches, otherwise }: Case,
  row: readonly Datum[],
  env: EvaluationEnv,
): Expression {
  const chosen = branches.find(({ when }) => evaluate(when, row, env) === true);
  return chosen?.then ?? otherwise;
}
