import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { ExpressionNode, WindowReference, WindowSpecification } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import type {
  AggregateCall,
  RankingFunctionName,
  SortKey,
  WindowCall,
  WindowFrame,
} from '../physical/physical-plan.ts';
import { aggregateName, boundAggregate } from './bind-aggregate-call.ts';
import { bindFrame } from './bind-frame.ts';
import { asCommonType, castTo } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { rankingFunctions } from './ranking-functions.ts';
import { requireEquality } from './require-equality.ts';
import type { BoundWindowCall, WindowCollector } from './window-collector.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/**
 * A call with OVER: a column that stands for it. `bindInput` binds what stands in the call and in
 * its window. @throws SqlError 42P20 where there may be none, 42809, 42883, 0A000
 */
export function bindOver(
  node: CallNode,
  over: WindowReference,
  context: ExpressionContext,
  bindInput: Bind,
): Expression {
  const { windows } = context;
  if (windows == null) throw misplaced(context.clause, node.position);
  const name = node.name.parts.at(-1) as string;
  const { partition, order, frame } = boundWindow(over, windows, bindInput);
  const window = { partition, order };
  const ranking = rankingFunctions.get(name);
  if (ranking !== undefined) {
    refuseForms(node, name, ranking.isPlain);
    const call = rankingCall(node, name as RankingFunctionName, windows, bindInput, frame);
    return windows.add({ ...window, call }, call.type, !ranking.neverNull);
  }
  if (aggregateName(node) === null) throw notWindowFunction(name, node.position);
  const call = aggregateCall(node, name, windows, bindInput, frame);
  return windows.add({ ...window, call }, call.type, name !== 'count');
}

/** @throws SqlError 42809 for a window function that is called without OVER */
export function requireNoWindow({ name: { parts }, position }: CallNode): void {
  const name = parts.at(-1) as string;
  if (!rankingFunctions.has(name)) return;
  const message = `window function ${name} requires an OVER clause`;
  throw new SqlError(sqlState.wrongObjectType, message, { position });
}

type BoundWindow = Pick<BoundWindowCall, 'partition' | 'order'> & {
  readonly frame: WindowFrame;
};

function boundWindow(
  over: WindowReference,
  windows: WindowCollector,
  bindInput: Bind,
): BoundWindow {
  const spec = specificationOf(over, windows);
  const partition = spec.partitionBy.map((each) =>
    windows.expression(keyForm(requireEquality(settled(bindInput(each)), each.position))),
  );
  const keys = spec.orderBy.map((each) =>
    requireEquality(settled(bindInput(each.expression)), each.position),
  );
  const order = spec.orderBy.map(({ descending, nullsFirst }, i): SortKey => {
    const column = windows.expression(keys[i] as Expression);
    return { column, descending, nullsFirst: nullsFirst ?? descending };
  });
  const descending = order[0]?.descending ?? false;
  const frame = bindFrame(spec.frame, { keys, descending, windows, bindInput });
  return { partition, order, frame };
}

function settled(expression: Expression): Expression {
  return expression.type.kind === 'unknown'
    ? { ...expression, type: { kind: 'text' } }
    : expression;
}

/** The window that is meant, with what it takes over from the window that it goes on from. */
function specificationOf(over: WindowReference, windows: WindowCollector): WindowSpecification {
  if (over.kind === 'named') return namedWindow(over.name.name, over.name.position, windows);
  if (over.base === null) return over;
  const { name, position } = over.base;
  const base = namedWindow(name, position, windows);
  const refuse = (what: string): SqlError =>
    new SqlError(sqlState.windowingError, what, { position });
  if (over.partitionBy.length > 0)
    throw refuse(`cannot override PARTITION BY clause of window "${name}"`);
  if (over.orderBy.length > 0 && base.orderBy.length > 0) {
    throw refuse(`cannot override ORDER BY clause of window "${name}"`);
  }
  if (base.frame !== null)
    throw refuse(`cannot copy window "${name}" because it has a frame clause`);
  const orderBy = base.orderBy.length > 0 ? base.orderBy : over.orderBy;
  return { ...over, base: null, partitionBy: base.partitionBy, orderBy };
}

function namedWindow(
  name: string,
  position: Position,
  windows: WindowCollector,
): WindowSpecification {
  const found = windows.named(name);
  if (found === undefined) {
    throw new SqlError(sqlState.undefinedObject, `window "${name}" does not exist`, { position });
  }
  return specificationOf(found, windows) as WindowSpecification;
}

function rankingCall(
  node: CallNode,
  name: RankingFunctionName,
  windows: WindowCollector,
  bindInput: Bind,
  frame: WindowFrame,
): Extract<WindowCall, { kind: 'ranking' }> {
  const bound = node.arguments.map((each) => settled(bindInput(each)));
  const places = node.arguments.map(({ position }) => position);
  const args = typedArguments(name, bound, places, node.position);
  const [value] = args;
  const type = rankingFunctions.get(name)?.type ?? value?.type ?? { kind: 'bigint' };
  return {
    kind: 'ranking',
    function: name,
    arguments: args.map((each) => windows.expression(each)),
    ignoreNulls: node.nulls === 'ignore',
    frame,
    type,
  };
}

/** The arguments as the function takes them. @throws SqlError 42883 */
function typedArguments(
  name: RankingFunctionName,
  args: readonly Expression[],
  places: readonly Position[],
  position: Position,
): readonly Expression[] {
  const { argumentsMin, argumentsMax } = rankingFunctions.get(name) ?? noArguments;
  if (args.length < argumentsMin || args.length > argumentsMax)
    throw wrongArguments(name, args, position);
  const integer: SqlType = { kind: 'integer' };
  const [first, second, third] = args;
  if (first === undefined) return [];
  if (name === 'ntile') return [castTo(first, integer, 'implicit', position)];
  if (second === undefined) return [first];
  const distance = castTo(second, integer, 'implicit', places[1] ?? position);
  if (third === undefined) return [first, distance];
  const both = asCommonType([first, third], name, position, [position, places[2] ?? position]);
  const [value, otherwise] = both as readonly [Expression, Expression];
  return [value, distance, otherwise];
}

const noArguments = { argumentsMin: 0, argumentsMax: 0 };

function aggregateCall(
  node: CallNode,
  name: string,
  windows: WindowCollector,
  bindInput: Bind,
  frame: WindowFrame,
): Extract<WindowCall, { kind: 'aggregate' }> {
  const refuse = (what: string): SqlError =>
    new SqlError(sqlState.featureNotSupported, what, { position: node.position });
  if (node.distinct) throw refuse('DISTINCT is not implemented for window functions');
  if (node.orderBy.length > 0) {
    throw refuse('aggregate ORDER BY is not implemented for window functions');
  }
  if (node.withinGroup.length > 0) {
    throw refuse(`OVER is not supported for ordered-set aggregate ${name}`);
  }
  const { argument, others, distinct: _, ...rest } = boundAggregate(node, name, bindInput);
  const call: AggregateCall = {
    ...rest,
    argument: argument === null ? null : windows.expression(argument),
    argumentType: argument?.type ?? null,
    others: others.map((each) => ({ column: windows.expression(each), type: each.type })),
  };
  return { kind: 'aggregate', call, frame, type: call.type };
}

function refuseForms(node: CallNode, name: string, isPlain: boolean): void {
  const refuse = (what: string): SqlError =>
    new SqlError(sqlState.featureNotSupported, what, { position: node.position });
  if (node.distinct) throw refuse('DISTINCT is not implemented for window functions');
  if (node.filter !== null)
    throw refuse('FILTER is not implemented for non-aggregate window functions');
  if (node.nulls === 'ignore' && isPlain)
    throw refuse(`function ${name} does not allow RESPECT/IGNORE NULLS`);
}

function misplaced(clause: string, position: Position): SqlError {
  const message = messages.get(clause) ?? `window functions are not allowed in ${clause}`;
  const code = clause === 'aggregate' ? sqlState.groupingError : sqlState.windowingError;
  const hint =
    clause === 'WHERE' || clause === 'HAVING'
      ? 'Use QUALIFY for conditions on window functions.'
      : undefined;
  return new SqlError(code, message, { hint, position });
}

const messages: ReadonlyMap<string, string> = new Map([
  ['aggregate', 'aggregate function calls cannot contain window function calls'],
  ['OVER', 'window function calls cannot be nested'],
]);

function notWindowFunction(name: string, position: Position): SqlError {
  const message = `OVER specified, but ${name} is not a window function nor an aggregate function`;
  return new SqlError(sqlState.wrongObjectType, message, { position });
}

function wrongArguments(name: string, args: readonly Expression[], position: Position): SqlError {
  const types = args.map(({ type }) => type.kind).join(', ');
  return new SqlError(sqlState.undefinedFunction, `function ${name}(${types}) does not exist`, {
    hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
    position,
  });
}
