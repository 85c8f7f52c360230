import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, SelectNode } from '../../parser/ast.ts';
import { printIdentifier } from '../../parser/print.ts';
import { mapChildren } from '../expression/children.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf } from '../expression/properties.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { columnOf } from '../logical/make-plan.ts';
import { determinedColumns } from '../logical/scan-column.ts';
import { windowOf } from '../logical/window-below.ts';
import type { AggregateCollector, BoundAggregate, GroupCall } from './aggregate-collector.ts';
import { aggregateRows } from './aggregate-rows.ts';
import { bindExpression } from './bind-expression.ts';
import { outputNumber } from './bind-order.ts';
import type { BoundRelation } from './bound-relation.ts';
import { columnName } from './column-name.ts';
import type { ExpressionContext } from './expression-context.ts';
import { groupBySets, hasKey } from './group-by-sets.ts';
import { groupingSets } from './grouping-sets.ts';
import { windowedByGroups } from './keyed-window.ts';
import type { OrderTarget, Output } from './output.ts';
import { requireEquality } from './require-equality.ts';
import { windowBase } from './window-collector.ts';
import { addWindowEdges } from './window-groups.ts';

/** What a SELECT says above its FROM and WHERE, as expressions over the rows before grouping. */
export type Ungrouped = {
  readonly outputs: readonly Output[];
  /** How many of the outputs are those of the select list: they come first. */
  readonly shown: number;
  readonly having: Expression | null;
  readonly order: readonly OrderTarget[];
  readonly collector: AggregateCollector;
  readonly expressions: ExpressionContext;
};

/** The same as expressions over `plan`. */
export type GroupedInput = Pick<Ungrouped, 'outputs' | 'having' | 'order'> & {
  readonly plan: LogicalPlan;
  /** Brings other expressions over the rows to `plan`. */
  readonly regroup: (expression: Expression) => Expression;
};

/** A group key with the name of its column. */
export type GroupKey = { readonly expression: Expression; readonly name: string };

/**
 * Puts the grouping between the input of a SELECT and its expressions, when it has one.
 * @throws SqlError 42803 for columns that are neither grouped nor aggregated
 */
export function groupInput(
  query: SelectNode,
  found: BoundRelation,
  ungrouped: Ungrouped,
): GroupedInput {
  const { outputs, having, order, collector } = ungrouped;
  if (!isGrouped(query, ungrouped)) {
    return { plan: found.plan, outputs, having: null, order, regroup: (each) => each };
  }
  const asked = groupingSets(query).map((set) => set.map((node) => groupKey(node, ungrouped)));
  const relation = windowedByGroups(
    found,
    asked.map((set) => set.map(({ expression }) => expression)),
  );
  const implied = relation.windowColumns.map((index) => ({
    expression: columnOf(relation.plan.fields, index),
    name: relation.plan.fields[index]?.name as string,
  }));
  const used = usedColumns(ungrouped);
  const sets = asked.map((named) => {
    const keys = withDetermined(relation, distinctKeys([...named, ...implied]), used, asked.length);
    return addWindowEdges(relation.plan, keys, query.position, used);
  });
  const keys = distinctKeys(sets.flat()).map((key) => ({
    ...key,
    isNullable: !sets.every((set) => hasKey(set, key.expression)),
  }));
  const plan = groupedPlan(query, relation, keys, sets, collector.calls);
  const regroup = (expression: Expression): Expression =>
    overGroups(expression, keys, ungrouped, relation);
  return {
    plan,
    regroup,
    outputs: outputs.map((each) => ({ ...each, expression: regroup(each.expression) })),
    having: having === null ? null : regroup(having),
    order: order.map((each) => ({
      ...each,
      expression: each.expression === null ? null : regroup(each.expression),
    })),
  };
}

/** Groups by the primary key of a table may show its other columns: these are keys that change nothing. */
function withDetermined(
  { plan }: BoundRelation,
  keys: readonly GroupKey[],
  used: ReadonlySet<number>,
  sets: number,
): readonly GroupKey[] {
  if (sets > 1) return keys;
  const known = keys.flatMap(({ expression: key }) => (key.kind === 'column' ? [key.index] : []));
  const wanted = [...used].filter((index) => index >= 0 && index < plan.fields.length);
  const added = determinedColumns(plan, known, wanted).map((index) => ({
    expression: columnOf(plan.fields, index),
    name: plan.fields[index]?.name as string,
  }));
  return [...keys, ...added];
}

/** Whether a SELECT is over groups. */
export function isGrouped(
  { groupBy, groupings }: SelectNode,
  { collector, having }: Pick<Ungrouped, 'collector' | 'having'>,
): boolean {
  const isAsked = groupBy.length > 0 || groupings.length > 0;
  return isAsked || collector.calls.length > 0 || having !== null;
}

/** One grouping, or one per grouping set. */
function groupedPlan(
  query: SelectNode,
  { plan }: BoundRelation,
  keys: readonly GroupKey[],
  sets: readonly (readonly GroupKey[])[],
  calls: readonly GroupCall[],
): LogicalPlan {
  const plain = calls.filter((call): call is BoundAggregate => call.function !== 'grouping');
  if (sets.length === 1 && plain.length === calls.length) {
    return aggregateRows(plan, keys, plain, query.position);
  }
  const wanted = query.groupDistinct ? distinctSets(sets) : sets;
  return groupBySets(plan, keys, wanted, calls, query.position);
}

function distinctSets(sets: readonly (readonly GroupKey[])[]): readonly (readonly GroupKey[])[] {
  const isSame = (a: readonly GroupKey[], b: readonly GroupKey[]): boolean =>
    a.length === b.length && a.every(({ expression }) => hasKey(b, expression));
  return sets.filter((set, i) => sets.findIndex((other) => isSame(set, other)) === i);
}

function usedColumns({ outputs, having, order }: Ungrouped): ReadonlySet<number> {
  const all = [...outputs, ...order, { expression: having }];
  return new Set(
    all.flatMap(({ expression }) => (expression === null ? [] : columnsOf(expression))),
  );
}

/** GROUP BY takes a column of the input, else the name or number of an output, else an expression. */
function groupKey(node: ExpressionNode, ungrouped: Ungrouped): GroupKey {
  const { collector, expressions } = ungrouped;
  const outputs = ungrouped.outputs.slice(0, ungrouped.shown);
  const context: ExpressionContext = { ...expressions, aggregates: null, clause: 'GROUP BY' };
  const output = isInputColumn(node, context) ? null : outputNumber(node, outputs, 'GROUP BY');
  if (output === null) {
    if (node.kind === 'string') {
      const { position } = node;
      throw new SqlError(sqlState.syntaxError, 'non-integer constant in GROUP BY', { position });
    }
    const expression = requireEquality(bindExpression(node, context), node.position);
    return { expression, name: columnName(node) };
  }
  const { expression, name } = outputs[output] as Output;
  if (columnsOf(expression).some((column) => column >= collector.base)) {
    throw new SqlError(sqlState.groupingError, 'aggregate functions are not allowed in GROUP BY', {
      position: node.position,
    });
  }
  return { expression: requireEquality(expression, node.position), name };
}

function isInputColumn(node: ExpressionNode, { scope }: ExpressionContext): boolean {
  if (node.kind !== 'column' || node.name.parts.length > 1) return false;
  return scope.columns.some(({ bare, name }) => bare && name === node.name.parts[0]);
}

function distinctKeys(keys: readonly GroupKey[]): readonly GroupKey[] {
  return keys.filter(
    ({ expression }, i) =>
      keys.findIndex((other) => equalExpressions(other.expression, expression)) === i,
  );
}

/** An expression over the input as one over the groups: keys first, then aggregates. */
function overGroups(
  expression: Expression,
  keys: readonly (GroupKey & { readonly isNullable: boolean })[],
  ungrouped: Ungrouped,
  relation: BoundRelation,
): Expression {
  const key = keys.findIndex((each) => equalExpressions(each.expression, expression));
  if (key >= 0) {
    const { type, nullable } = expression;
    const isNullable = nullable || keys[key]?.isNullable === true;
    return { kind: 'column', index: key, type, nullable: isNullable };
  }
  if (expression.kind === 'column') {
    // What stands for a subquery or for a value of the query around is the same for all rows here.
    if (expression.index < 0 || expression.index >= windowBase) return expression;
    const { base } = ungrouped.collector;
    if (expression.index >= base) {
      return { ...expression, index: expression.index - base + keys.length };
    }
    const position = ungrouped.expressions.positions.get(expression);
    throw notGrouped(relation, expression.index, position);
  }
  return mapChildren(expression, (child) => overGroups(child, keys, ungrouped, relation));
}

function notGrouped(
  { scope, plan }: BoundRelation,
  index: number,
  position: Position | undefined,
): SqlError {
  const column = scope.columns.find((each) => each.index === index);
  const shown = [column?.table, column?.name].filter((part) => typeof part === 'string').join('.');
  return new SqlError(
    sqlState.groupingError,
    `column "${shown}" must appear in the GROUP BY clause or be used in an aggregate function`,
    { hint: groupHint(plan, index, column?.name ?? '?', position), position },
  );
}

function groupHint(
  plan: LogicalPlan,
  index: number,
  name: string,
  position: Position | undefined,
): string {
  if (position?.length === 1 && name.length > 1) {
    return 'The star stands for all columns: name those of the groups instead.';
  }
  const text = printIdentifier(name);
  return windowOf(plan, index) === null
    ? `Add it to GROUP BY, or say which value of a group is meant, for example max(${text}).`
    : `Add ${text} to GROUP BY: every window has groups of its own.`;
}
