import type { Expression } from '../expression/expression.ts';
import { isCanonical } from '../expression/key-form.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, pickColumns, projectPlan } from '../logical/make-plan.ts';
import type { Unnested, VariableKey } from './unnested.ts';

/** A variable, or a cast of it, equals a value of the plan. */
export type Binding = {
  readonly variable: number;
  readonly outer: Expression;
  readonly value: Expression;
};

/** Whether equal values of an expression cannot be told apart: of doubles, −0 and 0 can. */
export function isExact({ type }: Expression): boolean {
  return isCanonical(type) && type.kind !== 'double' && type.kind !== 'real';
}

/** The plan with the values that variables equal as columns; bare columns serve as they are. */
export function withKeyColumns(
  { plan, keys }: Unnested,
  bound: readonly Binding[],
  values: readonly Expression[],
): Unnested {
  const computed = values.filter((value) => value.kind !== 'column');
  const width = plan.fields.length;
  const wider =
    computed.length === 0
      ? plan
      : projectPlan(
          plan,
          [...allColumns(plan.fields), ...computed],
          [...plan.fields.map(({ name }) => name), ...computed.map((_, i) => `outer_${i + 1}`)],
        );
  const added = bound.map(({ variable, outer }, i): VariableKey => {
    const value = values[i] as Expression;
    const column = value.kind === 'column' ? value.index : width + computed.indexOf(value);
    return { variable, column, outer, nullSafe: false };
  });
  return { plan: wider, keys: [...keys, ...added] };
}

/** The plan's first columns, then some others, then those of the keys. */
export function reordered(
  plan: LogicalPlan,
  width: number,
  others: readonly number[],
  keys: readonly VariableKey[],
): Unnested {
  const columns = [...Array(width).keys(), ...others, ...keys.map(({ column }) => column)];
  const first = width + others.length;
  return {
    plan: pickColumns(plan, columns),
    keys: keys.map((key, i) => ({ ...key, column: first + i })),
  };
}

/** The name of a key's column. */
export function keyName(_: unknown, i: number): string {
  return `outer_${i + 1}`;
}
