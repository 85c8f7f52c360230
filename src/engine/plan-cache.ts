import { type Datum, sameType } from '../data/sql-type.ts';
import type { QueryNode } from '../parser/ast.ts';
import type { PlannedQuery } from '../planner/api.ts';
import { ParameterWatch } from '../planner/bind/parameter-watch.ts';
import { declaredTypes, withInputs } from '../planner/bind/statement-inputs.ts';
import { type PlanForValues, planForValues } from '../planner/parameter-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import { type Asked, holds, type Question, Questions, type Recorded } from './plan-questions.ts';

type Types = ReturnType<typeof declaredTypes>;

type KeptPlan = {
  readonly plan: PlannedQuery;
  readonly questions: readonly Question[];
  readonly types: Types;
  /** Null where there are no parameters. */
  readonly forValues: PlanForValues | null;
};

/** By query: the plan, `once` for one that was planned once, `each` for one that hangs on the values. */
const kept = new WeakMap<QueryNode, KeptPlan | 'once' | 'each'>();

/**
 * Plans a query that ends. The plan of a tree that comes again is kept, with every question that was
 * asked to make it; it is taken as long as all answers are the same. One with parameters is kept
 * when it was made without a look at their values, and taken for others of the same types.
 * @throws SqlError as `planQuery` does
 */
export function keptPlan(
  query: QueryNode,
  parameters: readonly Datum[],
  asked: Asked,
): PlannedQuery {
  const found = kept.get(query);
  const taken = typeof found === 'object' ? takenPlan(found, parameters, asked) : null;
  if (taken !== null) return taken;
  if (found === undefined) kept.set(query, 'once');
  if (found === undefined || found === 'each') return planOf(query, parameters, direct(asked));
  const questions = new Questions(asked);
  return parameters.length === 0
    ? keepPlan(query, questions)
    : keepForValues(query, parameters, questions);
}

function keepPlan(query: QueryNode, questions: Questions): PlannedQuery {
  const plan = planOf(query, [], questions.recorded());
  const { all, areRepeatable } = questions;
  kept.set(query, areRepeatable ? { plan, questions: all, types: [], forValues: null } : 'once');
  return plan;
}

function keepForValues(
  query: QueryNode,
  parameters: readonly Datum[],
  questions: Questions,
): PlannedQuery {
  const watch = new ParameterWatch();
  const plan = planOf(query, parameters, questions.recorded(), watch);
  const forValues = questions.areRepeatable ? planForValues(plan.physical, watch) : null;
  const physical = forValues?.(parameters) ?? null;
  if (forValues === null || physical === null) {
    kept.set(query, 'each');
    return planOf(query, parameters, questions.recorded());
  }
  const types = declaredTypes(parameters);
  kept.set(query, { plan, questions: questions.all, types, forValues });
  return { ...plan, physical };
}

/** The plan, with these values; null where it does not hold any more or not for them. */
function takenPlan(
  { plan, questions, types, forValues }: KeptPlan,
  parameters: readonly Datum[],
  asked: Asked,
): PlannedQuery | null {
  if (!areSameTypes(types, declaredTypes(parameters)) || !holds(questions, asked)) return null;
  if (forValues === null) return parameters.length === 0 ? plan : null;
  const physical = forValues(parameters);
  return physical === null ? null : { ...plan, physical };
}

/** Whether types of parameters are the same. */
export function areSameTypes(a: Types, b: Types): boolean {
  return (
    a.length === b.length &&
    a.every((type, i) => {
      const other = b[i] ?? null;
      return type === null || other === null ? type === other : sameType(type, other);
    })
  );
}

function direct({ catalog, rowCount, session }: Asked): Recorded {
  return { catalog, rowCount, functions: session?.functions ?? (() => undefined) };
}

function planOf(
  query: QueryNode,
  values: readonly Datum[],
  { catalog, rowCount, functions }: Recorded,
  watch?: ParameterWatch,
): PlannedQuery {
  const inputs = { types: declaredTypes(values), session: functions, asked: null };
  const parameters = withInputs(values, watch === undefined ? inputs : { ...inputs, watch });
  return planQuery(query, { catalog, parameters, mode: 'once', rowCount });
}
