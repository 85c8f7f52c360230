import type { FunctionDefinition, FunctionParameter } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { sameType, typeName } from '../../data/sql-type.ts';
import { canCast } from '../../functions/conversion.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import { parseExpression } from '../../parser/parse.ts';
import type { Expression } from '../expression/expression.ts';
import { castTo } from './coerce.ts';
import type { Bind } from './expression-context.ts';

/** An argument of a call, with the name that it is given by; null for one by its place. */
export type GivenArgument = {
  readonly name: string | null;
  readonly value: Expression;
  readonly position: Position;
};

/** The function that a call means, and by parameter what it is called with; null for a default. */
export type MadeCall = {
  readonly made: FunctionDefinition;
  readonly given: readonly (GivenArgument | null)[];
};

/** The arguments of a call, bound. */
export function givenArguments(
  nodes: readonly ExpressionNode[],
  bind: Bind,
): readonly GivenArgument[] {
  return nodes.map((node) =>
    node.kind === 'namedArgument'
      ? { name: node.name.name, value: bind(node.value), position: node.position }
      : { name: null, value: bind(node), position: node.position },
  );
}

/**
 * The one of several functions that takes the arguments: that with the most arguments of just its
 * types. Null when there is none. @throws SqlError 42725 when several are as good
 */
export function chosenFunction(
  all: readonly FunctionDefinition[],
  args: readonly GivenArgument[],
  name: string,
  position: Position,
): MadeCall | null {
  const fitting = all.flatMap((made) => {
    const given = placed(made.parameters, args);
    return given === null ? [] : [{ made, given, exact: exactOf(made, given) }];
  });
  const best = Math.max(...fitting.map(({ exact }) => exact));
  const [only, second] = fitting.filter(({ exact }) => exact === best);
  if (second !== undefined) {
    const types = args.map(({ value }) => typeName(value.type)).join(', ');
    throw new SqlError(sqlState.ambiguousFunction, `function ${name}(${types}) is not unique`, {
      hint: 'Could not choose a best candidate function. You might need to add explicit type casts.',
      position,
    });
  }
  return only ?? null;
}

/** The values of the parameters, as their types. */
export function valuesOf({ made, given }: MadeCall, bind: Bind, position: Position): Expression[] {
  return made.parameters.map(({ type, default: fallback }, i) => {
    const argument = given[i] ?? null;
    if (argument !== null) return castTo(argument.value, type, 'implicit', argument.position);
    return castTo(bind(parseExpression(fallback ?? 'NULL')), type, 'assignment', position);
  });
}

/** By parameter the argument; null when they do not go together. */
function placed(
  parameters: readonly FunctionParameter[],
  args: readonly GivenArgument[],
): readonly (GivenArgument | null)[] | null {
  const given: (GivenArgument | null)[] = parameters.map(() => null);
  for (const [i, argument] of args.entries()) {
    const place =
      argument.name === null ? i : parameters.findIndex(({ name }) => name === argument.name);
    const parameter = parameters[place];
    if (parameter === undefined || given[place] !== null) return null;
    if (!canCast(argument.value.type.kind, parameter.type.kind, 'implicit')) return null;
    given[place] = argument;
  }
  const isWhole = given.every((each, i) => each !== null || parameters[i]?.default != null);
  return isWhole ? given : null;
}

function exactOf(
  { parameters }: FunctionDefinition,
  given: readonly (GivenArgument | null)[],
): number {
  return given.filter(
    (each, i) => each !== null && sameType(each.value.type, parameters[i]?.type ?? each.value.type),
  ).length;
}
