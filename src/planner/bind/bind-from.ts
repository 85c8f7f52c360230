import type { SystemRelation, ViewDefinition } from '../../catalog/definition.ts';
import { nearestName } from '../../common/nearest-name.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { ExpressionNode, Name, RelationNode, WindowClause } from '../../parser/ast.ts';
import { parseQuery } from '../../parser/parse.ts';
import { printIdentifier } from '../../parser/print.ts';
import type { PlanContext } from '../api.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan, LogicalScan, StoredRelation } from '../logical/logical-plan.ts';
import { allColumns, pickColumns, projectPlan, windowPlan } from '../logical/make-plan.ts';
import { pseudoColumns } from '../logical/pseudo-columns.ts';
import { refusedNode } from '../refuse-unplanned.ts';
import { bindExpression } from './bind-expression.ts';
import { bindJoin } from './bind-join.ts';
import { bindLateral, isLateral } from './bind-lateral.ts';
import { bindRecursion } from './bind-recursion.ts';
import { bindTableFunction } from './bind-table-function.ts';
import { checkTimeColumn, clauseShape, functionShape, isTimeType } from './bind-window.ts';
import { aliased, type BoundRelation, namedRelation } from './bound-relation.ts';
import { callByName, literalOf } from './coerce.ts';
import { eventTimeColumn } from './event-time.ts';
import { keyedWindowPlan } from './keyed-window.ts';
import type { QueryContext } from './query-context.ts';
import { requireEquality } from './require-equality.ts';
import { resolveColumn } from './resolve-column.ts';
import type { ScopeColumn } from './scope.ts';

const windowNames: ReadonlySet<string> = new Set(['window_start', 'window_end', 'window_time']);

/** Views inside views deeper than this are taken for endless. */
const depthMax = 64;

/** A relation of a FROM clause. @throws SqlError 42P01, 0A000 and what its parts raise */
export function bindFrom(node: RelationNode, context: QueryContext): BoundRelation {
  switch (node.kind) {
    case 'table':
      return bindTable(node, context);
    case 'subquery': {
      const plan = context.bindSubquery(node.query, deeper(context));
      return aliased(namedRelation(plan, null), node.alias, node.columns);
    }
    case 'tableFunction':
      return bindTableFunction(node, deeper(context));
    case 'windowFunction':
      return bindWindowFunction(node, context);
    case 'join':
      return bindJoined(node, context);
    case 'windowed':
      return withWindowClause(bindFrom(node.input, context), node.window, context);
    default:
      throw refusedNode(node);
  }
}

function bindJoined(
  node: Extract<RelationNode, { kind: 'join' }>,
  context: QueryContext,
): BoundRelation {
  const left = bindFrom(node.left, context);
  if (!isLateral(node.right)) {
    return bindJoin(node, left, bindFrom(withoutTime(node.right), context), context);
  }
  const { relation, condition } = bindLateral(node.right, node.type, left, context, bindFrom);
  return bindJoin(node, left, relation, context, condition);
}

/** FOR SYSTEM_TIME of the right side is a matter of the join. */
function withoutTime(node: RelationNode): RelationNode {
  return node.kind === 'table' && node.asOf !== null ? { ...node, asOf: null } : node;
}

/** The relation of a name. @throws SqlError 42P01, 42501 for one of the system */
export function findRelation(
  name: Name,
  { plan: { catalog } }: Pick<QueryContext, 'plan'>,
  alsoKnown: Iterable<string> = [],
): StoredRelation | ViewDefinition {
  const found = catalog.find(name.parts);
  if (found !== null) return found;
  if (catalog.system?.(name.parts) != null) throw writtenSystem(name);
  const near = nearestName(name.parts.at(-1) as string, [...alsoKnown, ...catalog.names()]);
  throw new SqlError(sqlState.undefinedTable, `relation "${name.parts.join('.')}" does not exist`, {
    hint: near === null ? undefined : `Did you mean "${near}"?`,
    position: name.position,
  });
}

function bindTable(
  node: Extract<RelationNode, { kind: 'table' }>,
  context: QueryContext,
): BoundRelation {
  if (node.asOf !== null) throw timeTravel(node.asOf);
  const relation = aliased(namedTable(node.name, context), node.alias, node.columns);
  return node.window === null ? relation : withWindowClause(relation, node.window, context);
}

function timeTravel({ position }: ExpressionNode): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'FOR SYSTEM_TIME is only supported for the right side of a join',
    { hint: 'Write FROM stream AS s JOIN t FOR SYSTEM_TIME AS OF s.ts ON ….', position },
  );
}

function namedTable(name: Name, context: QueryContext): BoundRelation {
  const [first, ...others] = name.parts;
  const common = others.length === 0 ? context.commonTables.get(first as string) : undefined;
  if (common !== undefined) {
    const { table, working } = common;
    if (working !== undefined) return namedRelation(working, table.name.name);
    const inside = deeper(common.context);
    const recursion = common.recursive === true ? bindRecursion(table, inside) : null;
    const plan = recursion ?? context.bindSubquery(table.query, inside);
    return aliased(namedRelation(plan, table.name.name), table.name, table.columns);
  }
  const system = context.plan.catalog.system?.(name.parts) ?? null;
  if (system !== null) return scanSystem(system, name, context);
  const found = findRelation(name, context, context.commonTables.keys());
  context.reads.add(found.id);
  const relation = found.kind === 'view' ? expandView(found, name, context) : scanRelation(found);
  const shape = context.plan.shapes?.[found.id];
  return shape === undefined ? relation : inShape(relation, shape, found.fields.length);
}

/** A relation with its first columns called as they once were, and without those that came since. */
function inShape(
  relation: BoundRelation,
  shape: readonly string[],
  fieldCount: number,
): BoundRelation {
  const columns = relation.scope.columns
    .filter(({ index }) => index < shape.length || index >= fieldCount)
    .map((column) => ({ ...column, name: shape[column.index] ?? column.name }));
  return { ...relation, scope: { ...relation.scope, columns } };
}

function scanRelation(relation: StoredRelation): BoundRelation {
  const hidden = relation.kind === 'stream' ? hiddenColumns(relation.fields) : [];
  const plan: LogicalScan = {
    kind: 'scan',
    relation,
    columns: [...relation.fields.keys(), ...hidden.map(([column]) => column)],
    fields: [...relation.fields, ...hidden.map(([, field]) => field)],
  };
  const named = namedRelation(plan, relation.name);
  const columns = named.scope.columns.map((column) => ({
    ...column,
    starred: column.index < relation.fields.length,
  }));
  return { ...named, scope: { ...named.scope, columns } };
}

/** What is looked for here and is the system's own is to be written to. */
function writtenSystem({ parts, position }: Name): SqlError {
  const message = `permission denied: "${parts.at(-1)}" is a system catalog`;
  return new SqlError('42501', message, { position });
}

/** @throws SqlError 0A000 in a continuous query: nothing tells when such rows change */
function scanSystem(relation: SystemRelation, name: Name, context: QueryContext): BoundRelation {
  if (context.plan.mode === 'continuous') throw systemRefused(relation, name);
  const { fields, starred } = relation;
  const plan: LogicalScan = { kind: 'scan', relation, columns: [...fields.keys()], fields };
  const named = namedRelation(plan, relation.name);
  const columns = named.scope.columns.map((column) => ({
    ...column,
    starred: column.index < starred,
  }));
  return { ...named, scope: { ...named.scope, columns } };
}

function systemRefused({ id }: SystemRelation, { position }: Name): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `relation "${id}" cannot be read by a continuous query`,
    {
      hint: 'Its rows are made when a statement reads them: ask for them with a SELECT without EMIT.',
      position,
    },
  );
}

function hiddenColumns(fields: readonly Field[]): readonly (readonly [number, Field])[] {
  return [...pseudoColumns].filter(([, { name }]) => !fields.some((field) => field.name === name));
}

/** The query that a view stands for; its columns have the names that the view gave them. */
function expandView(view: ViewDefinition, name: Name, context: QueryContext): BoundRelation {
  const inside = deeper(context);
  if (inside.depth > depthMax) {
    throw new SqlError(
      sqlState.invalidObjectDefinition,
      `infinite recursion detected in view "${view.name}"`,
      { position: name.position },
    );
  }
  const plan = context.bindSubquery(parseQuery(view.query), {
    ...inside,
    commonTables: new Map(),
    outer: null,
    plan: storedPlan(context.plan, view),
  });
  const kept = pickColumns(plan, [...view.fields.keys()]);
  const named = namedRelation(kept, view.name);
  const columns = named.scope.columns.map((column, i) => ({
    ...column,
    name: (view.fields[i] as Field).name,
  }));
  return { ...named, scope: { ...named.scope, columns } };
}

/** What a stored text is planned with: its names mean the same for everybody. */
function storedPlan(plan: PlanContext, { shapes }: ViewDefinition): PlanContext {
  const { catalog } = plan;
  return { ...plan, catalog: catalog.stored ?? catalog, shapes, parameters: [] };
}

function bindWindowFunction(
  node: Extract<RelationNode, { kind: 'windowFunction' }>,
  context: QueryContext,
): BoundRelation {
  const input = windowInput(node, context);
  const time = resolveColumn(input.scope, node.time);
  checkTimeColumn(input.plan.fields[time.index] as Field, node.time.position);
  const shape = functionShape(node, context.plan.parameters);
  const keys = node.partitionBy.map((key) => windowKey(key, input, context));
  const plan = withWindowTime(
    keyedWindowPlan(input.plan, time.index, shape, keys, node.position),
    node.position,
  );
  return aliased(withWindowColumns(input, plan), node.alias, node.columns);
}

/** What PARTITION BY says of a session. @throws SqlError 42883 for what cannot be compared */
function windowKey(node: ExpressionNode, input: BoundRelation, context: QueryContext): Expression {
  const bound = bindExpression(node, {
    scope: input.scope,
    parameters: context.plan.parameters,
    aggregates: null,
    clause: 'PARTITION BY',
    clock: context.plan.mode === 'once',
    positions: new WeakMap(),
  });
  return requireEquality(bound, node.position);
}

/** @throws SqlError 42P01, which tells where the time column was put first */
function windowInput(
  { input, time, function: name }: Extract<RelationNode, { kind: 'windowFunction' }>,
  context: QueryContext,
): BoundRelation {
  const relation = time.parts.join('.');
  const isSwapped =
    input.kind === 'table' &&
    context.plan.catalog.find(input.name.parts) === null &&
    context.plan.catalog.find(time.parts) !== null;
  if (!isSwapped || context.commonTables.has(input.name.parts.join('.'))) {
    return bindFrom(input, context);
  }
  const column = input.name.parts.join('.');
  throw new SqlError(sqlState.undefinedTable, `relation "${column}" does not exist`, {
    hint: `The relation comes first: ${name.toUpperCase()}(${relation}, ${column}, …).`,
    position: input.position,
  });
}

/**
 * The windows with window_time behind window_end: the last millisecond of the window, the time of
 * its results when they are put into windows again.
 */
function withWindowTime(plan: LogicalPlan, position: Position): LogicalPlan {
  const columns = allColumns(plan.fields);
  const end = columns.at(-1) as Expression;
  const millisecond = literalOf({ months: 0, days: 0, micros: 1000 }, { kind: 'interval' });
  const time = callByName('-', [end, millisecond], position);
  const names = [...plan.fields.map(({ name }) => name), 'window_time'];
  return projectPlan(plan, [...columns, time], names);
}

/** The windows go over the watermark column of the relation, else over the record time. */
function withWindowClause(
  relation: BoundRelation,
  clause: WindowClause,
  context: QueryContext,
): BoundRelation {
  // Rows are counted whatever their time is.
  const time = clause.kind === 'count' ? 0 : eventTimeColumn(relation);
  if (time === undefined) throw noTime(relation, clause);
  const shape = clauseShape(clause, context.plan.parameters);
  const plan = windowPlan(relation.plan, time, shape, clause.position);
  const width = relation.plan.fields.length;
  return { ...withWindowColumns(relation, plan), windowColumns: [width, width + 1] };
}

/** The table functions name the time column: the hint shows how, with one that there is. */
function noTime({ scope }: BoundRelation, { position }: WindowClause): SqlError {
  const table = scope.tables[0] ?? 'relation';
  const time = scope.columns.find(({ type }) => isTimeType(type))?.name ?? 'ts';
  return new SqlError(
    sqlState.windowingError,
    `the WINDOW clause finds no column of "${table}" with a watermark`,
    {
      hint: `Name the time column: FROM TUMBLE(${printIdentifier(table)}, ${printIdentifier(time)}, INTERVAL '1 minute').`,
      position,
    },
  );
}

/** The columns of windows go by the table of the relation, if it is one; they hide older ones. */
function withWindowColumns(input: BoundRelation, plan: LogicalPlan): BoundRelation {
  const { tables } = input.scope;
  const table = tables.length === 1 ? (tables[0] as string) : null;
  const width = input.plan.fields.length;
  const added = plan.fields.slice(width).map(
    ({ name, type, nullable }, i): ScopeColumn => ({
      table,
      name,
      index: width + i,
      type,
      nullable,
      starred: true,
      bare: true,
    }),
  );
  const others = input.scope.columns.filter(({ name }) => !windowNames.has(name));
  return { ...input, plan, scope: { ...input.scope, columns: [...others, ...added] } };
}

function deeper(context: QueryContext): QueryContext {
  return { ...context, depth: context.depth + 1 };
}
