import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, RelationNode } from '../../parser/ast.ts';
import { attachSubqueries } from '../decorrelate/attach-subqueries.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { columnsOf } from '../expression/properties.ts';
import { connect } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { filterPlan, joinPlan, pickColumns } from '../logical/make-plan.ts';
import type { JoinType } from '../physical/physical-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { aliased, type BoundRelation } from './bound-relation.ts';
import { asCondition } from './coerce.ts';
import { joinByTime } from './join-by-time.ts';
import {
  bothSides,
  naturalColumns,
  type Sides,
  sharedColumns,
  sharedCondition,
  withSharedColumns,
} from './join-columns.ts';
import { joinTiming } from './join-timing.ts';
import { withinCondition } from './join-within.ts';
import { joinByPairs } from './outer-join-pairs.ts';
import type { QueryContext } from './query-context.ts';
import type { Scope } from './scope.ts';
import { isPlaceholder, type Subquery, SubqueryCollector } from './subquery-collector.ts';

type JoinNode = Extract<RelationNode, { kind: 'join' }>;

/**
 * Joins two relations of a FROM clause; `lateral` is a condition besides those in the text, over the
 * columns of both. @throws SqlError 42712, 42703, 42702
 */
export function bindJoin(
  node: JoinNode,
  left: BoundRelation,
  right: BoundRelation,
  context: QueryContext,
  lateral: Expression | null = null,
): BoundRelation {
  checkNames(left.scope, right.scope, node.position);
  const type = node.type === 'cross' ? 'inner' : node.type;
  const within = node.within === null ? null : withinCondition(node.within, left, right, context);
  const also = bothConditions(lateral, within);
  const width = left.plan.fields.length;
  const shifted = right.scope.columns.map((column) => ({ ...column, index: column.index + width }));
  const sides: Sides = { left: left.scope, right: { ...right.scope, columns: shifted } };
  const using = node.using ?? (node.natural ? naturalColumns(sides, node.position) : []);
  const shared = sharedColumns(sides, using);
  const joined = joinedPlan(node, type, { left, right, sides, also }, context, shared);
  const isOneSided = type === 'semi' || type === 'anti';
  const scope = inSight(isOneSided ? left.scope : bothSides(sides), joined, width, type);
  const merged = isOneSided
    ? { plan: joined, scope }
    : withSharedColumns(joined, scope, shared, type);
  const added = isOneSided ? [] : right.windowColumns.map((column) => column + width);
  const relation = { ...merged, windowColumns: [...left.windowColumns, ...added] };
  return node.alias === null ? relation : aliased(shownOnly(relation), node.alias, node.columns);
}

/** The pairs, before columns of USING are merged. */
function joinedPlan(
  node: JoinNode,
  type: JoinType,
  { left, right, sides, also }: Omit<Operands, 'scope'> & { readonly sides: Sides },
  context: QueryContext,
  shared: ReturnType<typeof sharedColumns>,
): LogicalPlan {
  const scope = bothSides(sides);
  const timing = joinTiming(node, left, right, context);
  if (timing === null && node.on !== null) {
    return joinWithCondition(node, type, { left, right, scope, also }, context);
  }
  const own = node.on === null ? sharedCondition(shared) : onCondition(node, scope, context);
  const condition = bothConditions(also, own);
  const { position } = node;
  return timing === null
    ? joinOn(left.plan, right.plan, { type, condition, node })
    : joinByTime(timing, { left: left.plan, right: right.plan, type, condition, position });
}

type Parts = {
  readonly type: JoinType;
  readonly condition: Expression | null;
  readonly node: JoinNode;
};

function joinOn(
  left: LogicalPlan,
  right: LogicalPlan,
  { type, condition, node }: Parts,
): LogicalPlan {
  return joinPlan(left, right, {
    type,
    leftKeys: [],
    rightKeys: [],
    condition,
    position: node.position,
  });
}

/** The columns of a side that may be padded can be NULL. */
function inSight(scope: Scope, joined: LogicalPlan, width: number, type: JoinType): Scope {
  const padsLeft = type === 'right' || type === 'full';
  const padsRight = type === 'left' || type === 'full';
  if (!padsLeft && !padsRight) return scope;
  const columns = scope.columns.map((column) => {
    const isPadded = column.index < width ? padsLeft : padsRight;
    return isPadded && !column.nullable ? { ...column, nullable: true } : column;
  });
  return { ...scope, columns: columns.filter(({ index }) => index < joined.fields.length) };
}

/** Under an alias, only what `*` of the join shows is in sight. */
function shownOnly(relation: BoundRelation): BoundRelation {
  const { scope } = relation;
  return { ...relation, scope: { ...scope, columns: scope.columns.filter(({ bare }) => bare) } };
}

type Operands = {
  readonly left: BoundRelation;
  readonly right: BoundRelation;
  readonly scope: Scope;
  readonly also: Expression | null;
};

function bothConditions(a: Expression | null, b: Expression | null): Expression | null {
  return a === null || b === null ? (a ?? b) : connect('and', [a, b]);
}

/**
 * A join with a condition of its own. Subqueries in that of an inner join are joined to its pairs,
 * in others to the one side that they look at.
 */
function joinWithCondition(
  node: JoinNode,
  type: JoinType,
  { left, right, scope, also }: Operands,
  context: QueryContext,
): LogicalPlan {
  const collector = new SubqueryCollector(context);
  const on = onCondition(node, scope, context, collector);
  const condition = also === null ? on : connect('and', [also, on]);
  if (collector.all.length === 0) return joinOn(left.plan, right.plan, { type, condition, node });
  if (type === 'inner') {
    const crossed = joinOn(left.plan, right.plan, { type, condition: null, node });
    const { plan, resolve } = attachSubqueries(crossed, collector.all);
    return filterPlan(plan, resolve(condition));
  }
  return joinWithSubqueries(node, type, [left.plan, right.plan], condition, collector.all);
}

function joinWithSubqueries(
  node: JoinNode,
  type: JoinType,
  [left, right]: readonly [LogicalPlan, LogicalPlan],
  condition: Expression,
  subqueries: readonly Subquery[],
): LogicalPlan {
  const width = left.fields.length;
  const ofLeft = subqueries.filter((each) => outerColumns(each).some((column) => column < width));
  const ofRight = subqueries.filter((each) => !ofLeft.includes(each));
  if (ofLeft.some((each) => outerColumns(each).some((column) => column >= width))) {
    return joinByPairs({ type, left, right, condition, subqueries, position: node.position });
  }
  const a = attachSubqueries(left, ofLeft);
  const wide = a.plan.fields.length;
  const b = attachSubqueries(right, ofRight, { adapt: (each) => moved(each, width, -width) });
  const onLeft = a.resolve(moved(condition, width, wide - width));
  const over = mapColumns(onLeft, (index) => {
    if (!isPlaceholder(index)) return index;
    const value = b.resolve({ kind: 'column', index, type: onLeft.type, nullable: true });
    return moved(value, 0, wide);
  });
  const joined = joinOn(a.plan, b.plan, { type, condition: over, node });
  const ofPair = [...right.fields.keys()].map((column) => wide + column);
  const isOneSided = type === 'semi' || type === 'anti';
  return pickColumns(joined, [...left.fields.keys(), ...(isOneSided ? [] : ofPair)]);
}

/** The columns that a subquery takes from the rows around it. */
function outerColumns({ variables, test }: Subquery): readonly number[] {
  const outer = [...variables.values(), ...(test === null ? [] : [test])];
  return outer.flatMap(columnsOf).filter((column) => column >= 0);
}

/** The expression with its columns from one on moved. */
function moved(expression: Expression, from: number, by: number): Expression {
  return mapColumns(expression, (index) => (index >= from ? index + by : index));
}

function onCondition(
  { on }: JoinNode,
  scope: Scope,
  context: QueryContext,
  subqueries?: SubqueryCollector,
): Expression {
  const node = on as ExpressionNode;
  const bound = bindExpression(node, {
    scope,
    parameters: context.plan.parameters,
    aggregates: null,
    clause: 'JOIN conditions',
    clock: context.plan.mode === 'once',
    positions: new WeakMap(),
    outer: context.outer ?? null,
    ...(subqueries === undefined ? {} : { subqueries }),
  });
  return asCondition(bound, 'JOIN/ON', node.position);
}

function checkNames(left: Scope, right: Scope, position: Position): void {
  const twice = left.tables.find((table) => right.tables.includes(table));
  if (twice === undefined) return;
  throw new SqlError(sqlState.duplicateAlias, `table name "${twice}" specified more than once`, {
    hint: `Give one of them another name: "${twice}" AS ….`,
    position,
  });
}
