import type { TableDefinition } from '../../catalog/definition.ts';
import type { Field } from '../../data/batch.ts';
import type {
  ExpressionNode,
  RelationNode,
  SelectItem,
  SelectNode,
  StatementNode,
} from '../../parser/ast.ts';
import type { PlanContext, PlannedQuery } from '../api.ts';
import { bindFrom, findRelation } from '../bind/bind-from.ts';
import { bindSelect } from '../bind/bind-select.ts';
import { withCommonTables } from '../bind/common-tables.ts';
import { starColumns } from '../bind/resolve-column.ts';
import type { Scope, ScopeColumn } from '../bind/scope.ts';
import { withGenerated } from '../define/column-values.ts';
import type { Expression } from '../expression/expression.ts';
import { assigned } from '../insert/insert-target.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, columnOf, projectPlan } from '../logical/make-plan.ts';
import { planBound } from '../plan-bound.ts';
import { queryContext } from '../plan-query.ts';
import { type AssignedColumn, assignedColumns, plainValue } from './assignments.ts';
import { changedTable } from './changed-relation.ts';
import { selectWithout } from './made-select.ts';
import { bindReturning } from './returning.ts';

type Update = Extract<StatementNode, { kind: 'update' }>;
type Delete = Extract<StatementNode, { kind: 'delete' }>;

/**
 * Rows of a table to be changed. The query answers, for each of them, its columns as they are, of
 * an UPDATE its columns as they are to be, and then those of RETURNING. With FROM or USING a row may
 * come several times: the first counts.
 */
export type PlannedChange = {
  readonly kind: 'update' | 'delete';
  readonly relation: TableDefinition;
  readonly query: PlannedQuery;
  /** Columns that are assigned to. */
  readonly assigned: readonly number[];
  /** Whether other relations are joined, so that a row may come more than once. */
  readonly isJoined: boolean;
  /** The columns of RETURNING; null without it. */
  readonly returning: readonly Field[] | null;
};

/** Plans an UPDATE or a DELETE. @throws SqlError 42P01, 42809, 42703, 42601, 42804 and what its parts raise */
export function planChanges(statement: Update | Delete, context: PlanContext): PlannedChange {
  const found = findRelation(statement.table, { plan: context });
  if (statement.kind === 'delete') {
    const relation = changedTable(found, 'delete from', statement.table);
    return planChange(statement, { relation, columns: null, joined: statement.using }, context);
  }
  const relation = changedTable(found, 'update', statement.table);
  const columns = assignedColumns(statement.assignments, relation);
  return planChange(statement, { relation, columns, joined: statement.from }, context);
}

type Target = {
  readonly relation: TableDefinition;
  /** What is assigned; null for a DELETE. */
  readonly columns: readonly AssignedColumn[] | null;
  readonly joined: RelationNode | null;
};

function planChange(
  statement: Update | Delete,
  target: Target,
  context: PlanContext,
): PlannedChange {
  const outer = queryContext(context);
  const { relation, columns, joined } = target;
  const from = fromOf(statement, joined);
  const computed = (columns ?? []).flatMap((each) => {
    return plainValue(each, relation, context.parameters) === null ? [each] : [];
  });
  const query = selectOf(statement, from, computed);
  const bound = bindSelect(query, outer, 'unknown');
  const { scope } = bindFrom(from, withCommonTables(statement, outer));
  const changed = withNewRows(bound.plan, target, computed, context);
  const plan = withReturning(changed, { statement, target, scope }, context);
  return {
    kind: columns === null ? 'delete' : 'update',
    relation,
    query: planBound({ ...bound, plan }, null, context, outer.reads),
    assigned: (columns ?? []).map(({ column }) => column),
    isJoined: joined !== null,
    returning: statement.returning.length === 0 ? null : plan.fields.slice(widthOf(target)),
  };
}

/** Columns before those of RETURNING: the row as it is, and as it is to be. */
function widthOf({ relation, columns }: Target): number {
  return relation.fields.length * (columns === null ? 1 : 2);
}

function fromOf({ table, alias }: Update | Delete, joined: RelationNode | null): RelationNode {
  const { position } = table;
  const target = {
    kind: 'table',
    name: table,
    alias,
    columns: [],
    asOf: null,
    window: null,
    position,
  } as const;
  if (joined === null) return target;
  return {
    kind: 'join',
    type: 'cross',
    natural: false,
    asof: false,
    left: target,
    right: joined,
    within: null,
    on: null,
    using: null,
    alias: null,
    columns: [],
    position: joined.position,
  };
}

/** The rows as a query: all columns in sight, then the values that are computed. */
function selectOf(
  statement: Update | Delete,
  from: RelationNode,
  computed: readonly AssignedColumn[],
): SelectNode {
  const { position } = statement;
  const item = (expression: ExpressionNode): SelectItem => ({
    expression,
    alias: null,
    position: expression.position,
  });
  return selectWithout({
    with: statement.with,
    recursive: statement.recursive,
    items: [
      item({ kind: 'star', qualifier: null, position }),
      ...computed.map(({ value }) => item(value)),
    ],
    from,
    where: statement.where,
    position,
  });
}

/** The row as it is, as it is to be, and the columns of what is joined. */
function withNewRows(
  plan: LogicalPlan,
  { relation, columns }: Target,
  computed: readonly AssignedColumn[],
  { parameters }: PlanContext,
): LogicalPlan {
  const width = relation.fields.length;
  const all = allColumns(plan.fields);
  const others = all.slice(width, all.length - computed.length);
  const newValue = (each: AssignedColumn): Expression => {
    const ready = plainValue(each, relation, parameters);
    if (ready !== null) return ready;
    const at = all.length - computed.length + computed.indexOf(each);
    const field = relation.fields[each.column] as Field;
    const expression = columnOf(plan.fields, at);
    return assigned({ expression, position: each.value.position }, field);
  };
  const next = relation.fields.map((_, column) => {
    const assignment = columns?.find((each) => each.column === column);
    return assignment === undefined ? (all[column] as Expression) : newValue(assignment);
  });
  const row = all.slice(0, width);
  const expressions = [...row, ...(columns === null ? [] : next), ...others];
  const names = expressions.map((_, i) => `column_${i + 1}`);
  const changed = projectPlan(plan, expressions, names);
  return columns === null ? changed : withGenerated(changed, relation, width);
}

/** The same with the columns of RETURNING in place of those of what is joined. */
function withReturning(
  plan: LogicalPlan,
  of: { readonly statement: Update | Delete; readonly target: Target; readonly scope: Scope },
  { parameters }: PlanContext,
): LogicalPlan {
  const { statement, target, scope } = of;
  const kept = widthOf(target);
  const shift = kept - target.relation.fields.length;
  const columns = starColumns(scope, null).map((column, i): ScopeColumn => {
    // What is returned of the table's own columns is what they have become.
    const { type, nullable } = plan.fields[i + shift] as Field;
    return { ...column, index: i + shift, type, nullable };
  });
  const { expressions, names } = bindReturning(
    statement.returning,
    { ...scope, columns },
    parameters,
  );
  const rows = allColumns(plan.fields).slice(0, kept);
  return projectPlan(
    plan,
    [...rows, ...expressions],
    [...plan.fields.slice(0, kept).map(({ name }) => name), ...names],
  );
}
