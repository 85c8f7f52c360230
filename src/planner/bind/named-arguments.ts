import { SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import { namedParameters } from '../../functions/parameter-names.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import { refusedNode } from '../refuse-unplanned.ts';
import type { Bind } from './expression-context.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;
type NamedArgument = Extract<ExpressionNode, { kind: 'namedArgument' }>;

/**
 * A call with its arguments in order: those that are named stand in the place of their parameter,
 * and between them what parameters are that no argument is given for.
 * @throws SqlError 42601, 42883, 0A000 for functions whose parameters have no names
 */
export function inOrder(node: CallNode, bind: Bind): CallNode {
  const first = node.arguments.findIndex((each) => each.kind === 'namedArgument');
  if (first < 0) return node;
  const named = node.arguments.slice(first).map(requireNamed);
  refuseTwice(named);
  const parameters = namedParameters.get(node.name.parts.at(-1) as string);
  if (parameters === undefined) throw refusedNode(named[0] ?? node);
  const places = named.map(({ name }) => parameters.findIndex((each) => each.name === name.name));
  if (places.some((place) => place < first)) throw undefinedCall(node, bind);
  const count = Math.max(...places) + 1;
  const behind = parameters.slice(first, count).map(({ otherwise }, i): ExpressionNode => {
    const given = named[places.indexOf(first + i)];
    if (given !== undefined) return given.value;
    if (otherwise === undefined) throw undefinedCall(node, bind);
    return { kind: 'number', text: otherwise, position: node.position };
  });
  return { ...node, arguments: [...node.arguments.slice(0, first), ...behind] };
}

function requireNamed(argument: ExpressionNode): NamedArgument {
  if (argument.kind === 'namedArgument') return argument;
  throw new SqlError(sqlState.syntaxError, 'positional argument cannot follow named argument', {
    position: argument.position,
  });
}

function refuseTwice(named: readonly NamedArgument[]): void {
  for (const [i, { name }] of named.entries()) {
    if (named.findIndex((each) => each.name.name === name.name) === i) continue;
    throw new SqlError(sqlState.syntaxError, `argument name "${name.name}" used more than once`, {
      position: name.position,
    });
  }
}

function undefinedCall(node: CallNode, bind: Bind): SqlError {
  const name = node.name.parts.at(-1) as string;
  const shown = node.arguments.map((each) =>
    each.kind === 'namedArgument'
      ? `${each.name.name} => ${typeName(bind(each.value).type)}`
      : typeName(bind(each).type),
  );
  const known = namedParameters.get(name)?.map((each) => each.name) ?? [];
  const message = `function ${name}(${shown.join(', ')}) does not exist`;
  return new SqlError(sqlState.undefinedFunction, message, {
    hint: `Its parameters are ${known.join(', ')}.`,
    position: node.position,
  });
}
