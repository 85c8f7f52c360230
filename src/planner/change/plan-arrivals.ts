import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import type { PlanContext } from '../api.ts';
import { defaultOf, withGenerated } from '../define/column-values.ts';
import type { Expression } from '../expression/expression.ts';
import { allColumns, projectPlan } from '../logical/make-plan.ts';
import type { PhysicalPlan } from '../physical/physical-plan.ts';
import { planRows, rowsInHand } from './rows-in-hand.ts';

type Relation = StreamDefinition | TableDefinition;

/** Columns that are not what a record says, or have a value where it says nothing. */
export function isComputed({ defaultSql, generated }: Relation, column: number): boolean {
  return (defaultSql?.[column] ?? null) !== null || (generated?.[column] ?? null) !== null;
}

/**
 * Plans what is computed of records that came in: defaults in place of NULL where they are no
 * constants, then generated columns; null where nothing is.
 */
export function planArrivals(relation: Relation, context: PlanContext): PhysicalPlan | null {
  const { fields } = relation;
  if (fields.every((_, column) => !isComputed(relation, column))) return null;
  const rows = rowsInHand(fields.map((field) => ({ ...field, nullable: true })));
  const columns = allColumns(rows.fields).map((value, column): Expression => {
    if ((relation.defaultSql?.[column] ?? null) === null) return value;
    const { type } = value;
    const when: Expression = {
      kind: 'isNull',
      argument: value,
      type: { kind: 'boolean' },
      nullable: false,
    };
    const branches = [{ when, then: defaultOf(relation, column, context.parameters) }];
    return { kind: 'case', branches, otherwise: value, type, nullable: true };
  });
  const plan = projectPlan(
    rows,
    columns,
    fields.map(({ name }) => name),
  );
  return planRows(withGenerated(plan, relation), context);
}
