import type { FunctionParameter } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import { functionsByName } from '../../functions/function-registry.ts';
import type { ExpressionNode, Name, QueryNode } from '../../parser/ast.ts';
import { parseQuery } from '../../parser/parse.ts';
import { mapNodes } from '../../parser/trees.ts';
import type { Expression } from '../expression/expression.ts';
import { isVolatile } from '../expression/properties.ts';
import { isNull } from '../logical/connectives.ts';
import { assignTo } from './assign.ts';
import { caseOf } from './bind-case.ts';
import { literalOf } from './coerce.ts';
import { Correlation } from './correlation.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { chosenFunction, givenArguments, type MadeCall, valuesOf } from './made-arguments.ts';
import { emptyScope } from './scope.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/** Binds an expression in another context: `bindExpression`. */
export type BindIn = (node: ExpressionNode, context: ExpressionContext) => Expression;

/**
 * A call of a function that people have made: the value of its body, with the arguments in the
 * place of the parameters. Null for a call of another function.
 * @throws SqlError 42883, 42725, 0A000
 */
export function bindMadeCall(
  node: CallNode,
  context: ExpressionContext,
  bind: Bind,
  bindIn: BindIn,
): Expression | null {
  const { name, position } = node;
  const shown = name.parts.join('.');
  const { subqueries } = context;
  // Functions of the system come first, as in PostgreSQL.
  if (subqueries === undefined || functionsByName.has(shown)) return null;
  const all = subqueries.functions(name.parts);
  if (all.length === 0) return null;
  const args = givenArguments(node.arguments, bind);
  const call = chosenFunction(all, args, shown, position);
  if (call === null) {
    const types = args.map(({ value }) => typeName(value.type)).join(', ');
    throw new SqlError(sqlState.undefinedFunction, `function ${shown}(${types}) does not exist`, {
      hint: `There is ${all.map(signatureOf).join(' and ')}.`,
      position,
    });
  }
  subqueries.needs(call.made.id);
  const values = valuesOf(call, bind, position);
  refuseChance(values, shown, position);
  return strictly(call, values, bodyOf(call, values, { context, bindIn, position }));
}

/** A function with the types of its arguments: `name(integer, text)`. */
export function signatureOf({
  name,
  parameters,
}: {
  readonly name: string;
  readonly parameters: readonly FunctionParameter[];
}): string {
  return `${name}(${parameters.map(({ type }) => typeName(type)).join(', ')})`;
}

function bodyOf(
  { made }: MadeCall,
  values: readonly Expression[],
  {
    context,
    bindIn,
    position,
  }: {
    readonly context: ExpressionContext;
    readonly bindIn: BindIn;
    readonly position: Position;
  },
): Expression {
  const query = withNamedParameters(parseQuery(made.body));
  const inner: ExpressionContext = {
    ...context,
    scope: emptyScope,
    parameters: [],
    aggregates: null,
    windows: null,
    clause: 'a function',
    positions: new WeakMap(),
    outer: new Arguments(made, values),
  };
  const value = bindIn(asValue(query), inner);
  if (made.returns === null) return value;
  return assignTo(value, made.returns, position, (from) => {
    return `return type mismatch in function declared to return ${typeName(made.returns ?? from)}`;
  });
}

/** Where the names of a body that no relation in it knows are looked up: among the parameters. */
class Arguments extends Correlation {
  readonly #made: MadeCall['made'];
  readonly #values: readonly Expression[];

  constructor(made: MadeCall['made'], values: readonly Expression[]) {
    super(() => null, { next: 0 });
    this.#made = made;
    this.#values = values;
  }

  override resolve({ parts }: Name): Expression | null {
    const [name, qualifier, ...more] = parts.toReversed();
    if (name === undefined || more.length > 0) return null;
    if (qualifier !== undefined && qualifier !== this.#made.name) return null;
    const number = /^\$(\d+)$/.exec(name)?.[1];
    const place =
      number === undefined
        ? this.#made.parameters.findIndex((each) => each.name === name)
        : Number(number) - 1;
    const value = this.#values[place];
    return value === undefined ? null : { ...value };
  }
}

/** `$1` as a name that the parameters are looked up by. */
function withNamedParameters(query: QueryNode): QueryNode {
  return mapNodes(query, (node) => {
    if (!('kind' in node) || node.kind !== 'parameter') return null;
    const { index, position } = node as Extract<ExpressionNode, { kind: 'parameter' }>;
    return { kind: 'column', name: { parts: [`$${index}`], position }, position };
  });
}

/** A SELECT of one value without FROM is that value; another one is asked for its first row. */
function asValue(query: QueryNode): ExpressionNode {
  const { position } = query;
  if (query.kind === 'select') {
    const { items, from, where, groupBy, having, limit, offset } = query;
    const [item, second] = items;
    const isBare = [from, where, having, limit, offset].every((part) => part === null);
    const isPlain = query.with.length === 0 && groupBy.length === 0 && query.distinct === false;
    if (isBare && isPlain && item !== undefined && second === undefined) return item.expression;
  }
  const first = query.limit ?? { kind: 'number', text: '1', position };
  return { kind: 'subquery', query: { ...query, limit: first }, position };
}

/** STRICT: NULL as soon as an argument is NULL. */
function strictly({ made }: MadeCall, values: readonly Expression[], body: Expression): Expression {
  if (!made.isStrict) return body;
  const missing = values.filter(({ nullable }) => nullable);
  const branches = missing.map((value) => ({
    when: isNull(value),
    then: literalOf(null, body.type),
  }));
  return { ...caseOf(branches, body), nullable: body.nullable || missing.length > 0 };
}

/** The body may ask for an argument more than once, and it must be the same then. */
function refuseChance(values: readonly Expression[], name: string, position: Position): void {
  if (!values.some((value) => isVolatile(value))) return;
  throw new SqlError(
    sqlState.featureNotSupported,
    `an argument of ${name}() that is another one each time is not supported yet`,
    { hint: 'Compute it in a subquery: SELECT f(x) FROM (SELECT random() AS x) AS t.', position },
  );
}
