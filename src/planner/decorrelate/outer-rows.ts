import type { Subquery } from '../bind/subquery-collector.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { connect } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, columnOf, joinPlan, projectPlan } from '../logical/make-plan.ts';
import { unnest } from './unnest.ts';
import { keyEquality, type Unnested } from './unnested.ts';

/** The rows of a query to which its subqueries are joined one after another. */
export class OuterRows {
  readonly #base: LogicalPlan;
  #plan: LogicalPlan;

  constructor(plan: LogicalPlan) {
    this.#base = plan;
    this.#plan = plan;
  }

  get plan(): LogicalPlan {
    return this.#plan;
  }

  /** The plan of a subquery without its variables. */
  unnest(plan: LogicalPlan, { variables, position }: Subquery): Unnested {
    const domain = (wanted: readonly number[]): LogicalPlan => {
      const values = wanted.map((each) => keyForm(variables.get(each) as Expression));
      // Values of subqueries before this one are columns of the plan so far.
      const width = this.#base.fields.length;
      const isOfBase = values.every((value) => maxColumn(value) < width);
      const names = wanted.map((_, i) => `outer_${i + 1}`);
      const projected = projectPlan(isOfBase ? this.#base : this.#plan, values, names);
      return aggregatePlan(projected, [...wanted.keys()], [], null, position);
    };
    return unnest(plan, new Set(variables.keys()), domain, position);
  }

  /**
   * Joins rows, at most one for each outer row, to the outer rows by their keys and a further
   * condition over both. Returns the columns joined; they are NULL where there is no row.
   */
  join(
    { plan, keys }: Unnested,
    { variables, position }: Subquery,
    test: ((columns: readonly Expression[]) => Expression) | null,
  ): readonly Expression[] {
    const width = this.#plan.fields.length;
    const columns = plan.fields.map(
      (_, i): Expression => ({ ...columnOf(plan.fields, i), index: width + i }) as Expression,
    );
    const conditions = keys.map((key) => {
      const outer = mapColumns(key.outer, (index) => variables.get(index) ?? index);
      return keyEquality(key, outer, columns[key.column] as Expression, position);
    });
    if (test !== null) conditions.push(test(columns));
    const joined = joinPlan(this.#plan, plan, {
      type: conditions.length === 0 ? 'inner' : 'left',
      leftKeys: [],
      rightKeys: [],
      condition: conditions.length === 0 ? null : connect('and', conditions),
      position,
    });
    this.#plan = joined;
    return plan.fields.map((_, i) => columnOf(joined.fields, width + i));
  }
}

function maxColumn(expression: Expression): number {
  if (expression.kind === 'column') return expression.index;
  let max = -1;
  mapColumns(expression, (index) => {
    max = Math.max(max, index);
    return index;
  });
  return max;
}
