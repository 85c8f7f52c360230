import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { OnConflict } from '../../parser/ast.ts';
import type { PlanContext, PlannedConflict } from '../api.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { asCondition } from '../bind/coerce.ts';
import type { ExpressionContext } from '../bind/expression-context.ts';
import type { Scope, ScopeColumn } from '../bind/scope.ts';
import { withGenerated } from '../define/column-values.ts';
import { columnNumbers } from '../define/define-columns.ts';
import type { Expression } from '../expression/expression.ts';
import { assigned } from '../insert/insert-target.ts';
import { columnOf, filterPlan, projectPlan } from '../logical/make-plan.ts';
import { assignedColumns, plainValue } from './assignments.ts';
import { planRows, rowsInHand } from './rows-in-hand.ts';

type Relation = StreamDefinition | TableDefinition;

/**
 * Plans ON CONFLICT; null where no row can be in conflict. `alias` is what the statement calls the
 * relation. @throws SqlError 42P10 for columns that are not the primary key, 42703, 42804
 */
export function planConflict(
  node: OnConflict,
  relation: Relation,
  alias: string,
  context: PlanContext,
): PlannedConflict | null {
  const key = relation.kind === 'table' ? relation.primaryKey : [];
  checkTarget(node, relation, key);
  const { action } = node;
  if (key.length === 0) return null;
  if (action.kind === 'nothing') return { kind: 'nothing' };
  const { fields } = relation;
  const pair = [...fields, ...fields, { name: 'pair', type: { kind: 'integer' }, nullable: false }];
  const rows = rowsInHand(pair as readonly Field[]);
  const expressions: ExpressionContext = {
    scope: pairScope(fields, alias),
    parameters: context.parameters,
    aggregates: null,
    clause: 'ON CONFLICT',
    clock: true,
    positions: new WeakMap(),
  };
  const { where, assignments } = action;
  const predicate =
    where === null
      ? null
      : asCondition(bindExpression(where, expressions), 'WHERE', where.position);
  const columns = assignedColumns(assignments, relation);
  const next = fields.map((field, column): Expression => {
    const each = columns.find((assignment) => assignment.column === column);
    if (each === undefined) return columnOf(rows.fields, column);
    const ready = plainValue(each, relation, context.parameters);
    if (ready !== null) return ready;
    const expression = bindExpression(each.value, expressions);
    return assigned({ expression, position: each.value.position }, field);
  });
  const plan = projectPlan(
    predicate === null ? rows : filterPlan(rows, predicate),
    [...next, columnOf(rows.fields, fields.length * 2)],
    [...fields.map(({ name }) => name), 'pair'],
  );
  const numbers = columns.map(({ column }) => column);
  const update = planRows(withGenerated(plan, relation), context);
  return { kind: 'update', update, assigned: numbers };
}

function checkTarget(node: OnConflict, relation: Relation, key: readonly number[]): void {
  const { columns, action, position } = node;
  if (columns.length === 0) {
    if (action.kind === 'nothing') return;
    throw new SqlError(
      sqlState.syntaxError,
      'ON CONFLICT DO UPDATE requires inference specification or constraint name',
      { hint: 'For example, ON CONFLICT (column_name).', position },
    );
  }
  const wanted = new Set(
    columnNumbers(columns, relation.fields, (name) => `column "${name}" does not exist`),
  );
  if (wanted.size === key.length && key.every((column) => wanted.has(column))) return;
  const names = key.map((column) => relation.fields[column]?.name ?? '').join(', ');
  throw new SqlError(
    sqlState.invalidColumnReference,
    'there is no unique or exclusion constraint matching the ON CONFLICT specification',
    {
      hint:
        key.length === 0
          ? `"${relation.name}" has no primary key.`
          : `The primary key of "${relation.name}" is (${names}).`,
      position: { ...(columns[0] ?? node).position },
    },
  );
}

/** The row that is there goes by the relation's name, the one to be inserted by `excluded`. */
function pairScope(fields: readonly Field[], alias: string): Scope {
  const columnsOf = (table: string, from: number): readonly ScopeColumn[] =>
    fields.map(({ name, type, nullable }, i) => ({
      table,
      name,
      index: from + i,
      type,
      nullable,
      starred: true,
      bare: true,
    }));
  return {
    columns: [...columnsOf(alias, 0), ...columnsOf('excluded', fields.length)],
    tables: [alias, 'excluded'],
  };
}
