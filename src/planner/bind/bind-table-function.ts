import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { sameType, typeName } from '../../data/sql-type.ts';
import {
  type ResolvedTableFunction,
  resolveTableFunction,
} from '../../functions/table-functions/table-function-registry.ts';
import type { ExpressionNode, RelationNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, projectPlan, tableFunctionPlan } from '../logical/make-plan.ts';
import type { TableCall } from '../physical/physical-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { bindType } from './bind-type.ts';
import { type BoundRelation, namedRelation } from './bound-relation.ts';
import { castTo } from './coerce.ts';
import type { QueryContext } from './query-context.ts';
import { emptyScope } from './scope.ts';
import { setName } from './set-calls.ts';
import { calledName, isSetReturning } from './set-returning.ts';

type TableFunctionNode = Extract<RelationNode, { kind: 'tableFunction' }>;
type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

type TableColumns = NonNullable<ResolvedTableFunction['columns']>;

/** One call with what it is called and the expressions of its arguments. */
type BoundCall = {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly function: string | null;
  readonly columns: readonly Field[];
};

/**
 * Functions in FROM: `generate_series(1, 3) AS t(n)`, `ROWS FROM (…)`, WITH ORDINALITY. Columns of
 * relations to their left are those of the query around (`context.outer`). A function of one value
 * is a table of one row.
 * @throws SqlError 42883, 42P10, 42804
 */
export function bindTableFunction(node: TableFunctionNode, context: QueryContext): BoundRelation {
  const calls = node.calls.flatMap(eachArray).map((call) => bindSetCall(call, node, context));
  const args = calls.flatMap((call) => call.args);
  const oneRow: LogicalPlan = { kind: 'values', rows: [[]], fields: [] };
  const input = projectPlan(oneRow, args, numbered(args));
  const plan = tableFunctionPlan(input, {
    kept: [],
    calls: placed(calls, node.alias?.name === setName),
    ordinality: node.ordinality,
    outer: false,
    position: node.position,
  });
  return named(typed(plan, node), calls, node);
}

/** unnest of several arrays is a call for each of them. */
function eachArray(call: ExpressionNode): readonly ExpressionNode[] {
  if (!isSetReturning(call) || calledName(call) !== 'unnest' || call.arguments.length < 2) {
    return [call];
  }
  return call.arguments.map((array) => ({ ...call, arguments: [array] }));
}

function bindSetCall(
  node: ExpressionNode,
  around: TableFunctionNode,
  context: QueryContext,
): BoundCall {
  const bind = (child: ExpressionNode): Expression =>
    bindExpression(child, {
      scope: emptyScope,
      parameters: context.plan.parameters,
      aggregates: null,
      clause: 'functions in FROM',
      clock: context.plan.mode === 'once',
      positions: new WeakMap(),
      outer: context.outer ?? null,
    });
  if (!isSetReturning(node)) return singleRow(bind(node), node);
  const name = calledName(node);
  const args = node.arguments.map(bind);
  const resolved = resolveTableFunction(
    name,
    args.map(({ type }) => type),
    node.position,
  );
  const columns = resolved.columns ?? definedColumns(around, node);
  return setCall(name, args, { ...resolved, columns }, node);
}

/** @throws SqlError 42601 where there is no column definition list */
function definedColumns({ types, columns }: TableFunctionNode, node: CallNode): TableColumns {
  if (types.length > 0 && columns.length === types.length) {
    return types.map((type, i) => ({ name: columns[i]?.name ?? '', type: bindType(type) }));
  }
  throw new SqlError(
    sqlState.syntaxError,
    'a column definition list is required for functions returning "record"',
    {
      hint: `Name the columns and their types: ${calledName(node)}(…) AS t (a INTEGER, b TEXT).`,
      position: node.position,
    },
  );
}

function setCall(
  name: string,
  args: readonly Expression[],
  { function: id, argumentTypes, columns }: ResolvedTableFunction & { columns: TableColumns },
  node: CallNode,
): BoundCall {
  const cast = args.map((each, i) => {
    const place = node.arguments[i]?.position ?? node.position;
    return castTo(each, argumentTypes[i] as Expression['type'], 'implicit', place);
  });
  const fields = columns.map((column) => ({ ...column, nullable: true }));
  return { name, args: cast, function: id, columns: fields };
}

/** A function of one value, which stands for one row. */
function singleRow(value: Expression, node: ExpressionNode): BoundCall {
  const name = node.kind === 'call' ? calledName(node) : 'column';
  const typed =
    value.type.kind === 'unknown'
      ? castTo(value, { kind: 'text' }, 'implicit', node.position)
      : value;
  return {
    name,
    args: [typed],
    function: null,
    columns: [{ name, type: typed.type, nullable: true }],
  };
}

/**
 * The calls over the columns of the input, which holds the arguments of all of them in order. In a
 * SELECT list the columns of a function of several are one row.
 */
function placed(calls: readonly BoundCall[], inList: boolean): readonly TableCall[] {
  let next = 0;
  return calls.map(({ function: id, args, columns }) => {
    const from = next;
    next += args.length;
    return {
      function: id,
      arguments: args.map((_, i) => from + i),
      argumentTypes: args.map(({ type }) => type),
      columns,
      record: inList && columns.length > 1,
    };
  });
}

function numbered(args: readonly Expression[]): readonly string[] {
  return args.map((_, i) => `argument_${i + 1}`);
}

/** With the types of a column definition list. @throws SqlError 42P10, 42804 */
function typed(plan: LogicalPlan, { types, columns, position }: TableFunctionNode): LogicalPlan {
  if (types.length === 0) return plan;
  if (types.length !== plan.fields.length) {
    const message = `the function answers ${plan.fields.length} columns, and ${types.length} are defined`;
    throw new SqlError(sqlState.invalidColumnReference, message, { position });
  }
  const cast = allColumns(plan.fields).map((column, i) => {
    const type = bindType(types[i] as (typeof types)[number]);
    if (sameType(column.type, type)) return column;
    const place = columns[i]?.position ?? position;
    const message = `the function answers type ${typeName(column.type)} for column ${i + 1}, not ${typeName(type)}`;
    throw new SqlError(sqlState.datatypeMismatch, message, { position: place });
  });
  return projectPlan(
    plan,
    cast,
    plan.fields.map(({ name }) => name),
  );
}

/**
 * The rows under their names: those of an alias, else the function's. An alias without column names
 * names the column of a function of one column, too.
 */
function named(
  plan: LogicalPlan,
  calls: readonly BoundCall[],
  { alias, columns, ordinality, types, position }: TableFunctionNode,
): BoundRelation {
  const [first] = calls as [BoundCall];
  const table = alias?.name ?? first.name;
  const extra = columns[plan.fields.length];
  if (extra !== undefined) {
    const message = `table "${table}" has ${plan.fields.length} columns available but ${columns.length} columns specified`;
    throw new SqlError(sqlState.invalidColumnReference, message, {
      position: extra.position ?? position,
    });
  }
  const relation = namedRelation(plan, table);
  const isValue =
    calls.length === 1 && first.columns.length === 1 && first.columns[0]?.name === first.name;
  const renamed = relation.scope.columns.map((column, i) => {
    const own = isValue && i === 0 && alias !== null ? alias.name : column.name;
    return { ...column, name: columns[i]?.name ?? own };
  });
  const isScalar = plan.fields.length === 1 && !ordinality && types.length === 0;
  const values = isScalar ? [table] : [];
  return { ...relation, scope: { ...relation.scope, columns: renamed, values } };
}
