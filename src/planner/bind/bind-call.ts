import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import { functionsByName } from '../../functions/function-registry.ts';
import { tableFunctionsByName } from '../../functions/table-functions/table-function-registry.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { isVolatile, readsClock } from '../expression/properties.ts';
import { clockHint } from '../logical/clock-bounds.ts';
import { coalesce, nullIf } from './bind-case.ts';
import { datumLiteral } from './bind-literal.ts';
import { callByName } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { inOrder } from './named-arguments.ts';
import { sessionValue } from './statement-inputs.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/** A call of a scalar function. @throws SqlError 42883, 42725, 0A000 */
export function bindScalarCall(
  asked: CallNode,
  context: ExpressionContext,
  bind: Bind,
): Expression {
  const node = inOrder(asked, bind);
  const { position } = node;
  const name = node.name.parts.at(-1) as string;
  const isStar = node.arguments[0]?.kind === 'star';
  if (tableFunctionsByName.has(name)) throw setRefused(context.clause, position);
  if (isStar && !functionsByName.has(name)) callByName(name, [], position);
  if (isStar || isAggregateForm(node)) throw notAggregate(node, name, isStar);
  const args = node.arguments.map(bind);
  const ofSession = sessionCall(name, args, context.parameters);
  if (ofSession !== null) return ofSession;
  const places = node.arguments.map((argument) => argument.position);
  if (name === 'coalesce' && args.length > 0) return coalesce(args, position, places);
  const [first, second] = args;
  if (name === 'nullif' && args.length === 2 && first !== undefined && second !== undefined) {
    return nullIf(first, second, position);
  }
  const call = callByName(name, args, position, places);
  if (!context.clock && isVolatile(call)) throw chanceRefused(name, position);
  const isBound = context.isBound === true && args.length === 0;
  if (!context.clock && !isBound && readsClock(call)) throw clockRefused(name, position);
  return call;
}

/** The value of a function of the session, called with constants; null for other calls. */
export function sessionCall(
  name: string,
  args: readonly Expression[],
  parameters: readonly Datum[],
): Expression | null {
  const values: Datum[] = [];
  for (const argument of args) {
    if (argument.kind !== 'literal') return null;
    values.push(argument.value);
  }
  const value = sessionValue(parameters, name, values);
  return value === undefined ? null : datumLiteral(value, { kind: 'text' });
}

/** Calls in the SELECT list have gone into FROM before. */
function setRefused(clause: string, position: Position): SqlError {
  const message = `set-returning functions are not allowed in ${clause}`;
  return new SqlError(sqlState.featureNotSupported, message, {
    hint: 'Put the function into FROM: … FROM relation, LATERAL function(…) AS name.',
    position,
  });
}

function chanceRefused(name: string, position: Position): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `${name}() is not supported in continuous queries`,
    {
      hint: 'A row that changes must be taken back as it was shown. Put such values into rows when they are inserted.',
      position,
    },
  );
}

function clockRefused(name: string, position: Position): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `${name}() is not supported in continuous queries yet`,
    {
      hint: `Results would have to change as time goes by. ${clockHint}`,
      position,
    },
  );
}

function isAggregateForm({ distinct, filter, orderBy, withinGroup }: CallNode): boolean {
  return distinct || filter !== null || orderBy.length > 0 || withinGroup.length > 0;
}

function notAggregate(node: CallNode, name: string, isStar: boolean): SqlError {
  const { position } = node;
  const word = formWord(node);
  const what = isStar ? `${name}(*)` : word;
  return new SqlError(
    sqlState.wrongObjectType,
    `${what} specified, but ${name} is not an aggregate function`,
    { position },
  );
}

function formWord({ distinct, orderBy, withinGroup }: CallNode): string {
  if (distinct) return 'DISTINCT';
  if (withinGroup.length > 0) return 'WITHIN GROUP';
  return orderBy.length > 0 ? 'ORDER BY' : 'FILTER';
}
