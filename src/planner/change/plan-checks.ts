import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { parseExpression } from '../../parser/parse.ts';
import type { PlanContext } from '../api.ts';
import { checkCondition } from '../define/define-generated.ts';
import type { Expression } from '../expression/expression.ts';
import { allColumns, filterPlan, projectPlan } from '../logical/make-plan.ts';
import type { PhysicalPlan } from '../physical/physical-plan.ts';
import { planRows, rowsInHand } from './rows-in-hand.ts';

/** The CHECK constraints of a relation. */
export type PlannedChecks = {
  /** Fed with rows as they are to be: keeps those for which a condition is false. */
  readonly failing: PhysicalPlan;
  /** Each by its name, in the order in which they are tested. */
  readonly conditions: readonly { readonly name: string; readonly condition: Expression }[];
};

/** Plans the tests of rows by the constraints of their relation; null where it has none. */
export function planChecks(
  { name: table, fields, checks = [] }: StreamDefinition | TableDefinition,
  context: PlanContext,
): PlannedChecks | null {
  if (checks.length === 0) return null;
  const conditions = checks
    .map(({ name, sql }) => ({
      name,
      condition: checkCondition(parseExpression(sql), fields, table, { parameters: [] }),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const type = { kind: 'boolean' } as const;
  const all: Expression = {
    kind: 'and',
    arguments: [
      ...conditions.map(({ condition }) => condition),
      { kind: 'literal', value: true, type, nullable: false },
    ],
    type,
    nullable: true,
  };
  const rows = rowsInHand(fields);
  const failing = projectPlan(
    filterPlan(rows, { kind: 'not', argument: all, type, nullable: true }),
    allColumns(fields),
    fields.map(({ name }) => name),
  );
  return { failing: planRows(failing, context), conditions };
}
