import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { sameType } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import {
  isKeyed,
  type LogicalAggregate,
  type LogicalFilter,
  type LogicalJoin,
  type LogicalPlan,
  type LogicalProject,
  type LogicalSetOperation,
  type LogicalTableFunction,
  type LogicalUnion,
  type LogicalWindow,
} from '../logical/logical-plan.ts';
import {
  aggregatePlan,
  columnOf,
  filterPlan,
  joinPlan,
  pickColumns,
  projectPlan,
  setOperationPlan,
  tableFunctionPlan,
  unionPlan,
  windowPlan,
} from '../logical/make-plan.ts';
import { emptyValues } from './empty-values.ts';
import { type Binding, isExact, keyName, reordered, withKeyColumns } from './key-columns.ts';
import { fullJoinUnnested } from './unnest-full-join.ts';
import { joinUnnested, turnedJoin } from './unnest-join.ts';
import type { Unnested, VariableKey } from './unnested.ts';
import { isCorrelated, type Variables, variablesIn, variableUses } from './variables.ts';

/** The distinct values that variables have in the query around: one column each, in order. */
export type Domain = (variables: readonly number[]) => LogicalPlan;

/**
 * Frees a plan of its variables, so that it runs once for all rows of the query around instead of
 * once per row (Neumann and Kemper, "Unnesting Arbitrary Queries", 2015). The answer has the plan's
 * columns and, for each variable, one that says for which value of it a row is. Where an equality
 * with a column of the plan says that, the column itself is taken; elsewhere the distinct values of
 * the variables are joined in.
 */
export function unnest(
  plan: LogicalPlan,
  variables: Variables,
  domain: Domain,
  position: Position,
): Unnested {
  const unnesting = new Unnesting({
    variables,
    uses: variableUses(plan, variables),
    domain,
    position,
  });
  return unnesting.unnest(plan);
}

type Parts = {
  readonly variables: Variables;
  readonly uses: ReadonlyMap<number, number>;
  readonly domain: Domain;
  readonly position: Position;
};

class Unnesting {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The plan's own columns stay the first of the answer. */
  unnest(plan: LogicalPlan): Unnested {
    if (!isCorrelated(plan, this.#parts.variables)) return { plan, keys: [] };
    switch (plan.kind) {
      case 'filter':
        return this.#filter(plan);
      case 'project':
        return this.#project(plan);
      case 'window':
        return this.#window(plan);
      case 'aggregate':
        return this.#aggregate(plan);
      case 'join':
        return this.#join(plan);
      case 'union':
        return this.#union(plan);
      case 'setOperation':
        return this.#setOperation(plan);
      case 'top':
      case 'over':
        return this.#partitioned(plan);
      case 'tableFunction':
        return this.#tableFunction(plan);
      default:
        throw this.#refused(plan.kind);
    }
  }

  #filter(plan: LogicalFilter): Unnested {
    const below = this.unnest(plan.input);
    const bound: Binding[] = [];
    const rest: Expression[] = [];
    for (const each of conjunctsOf(plan.predicate)) {
      const binding = this.#bindingOf(each, [...below.keys, ...bound]);
      if (binding === null) rest.push(each);
      else bound.push(binding);
    }
    const values = bound.map(({ value }) => keyForm(this.#over(below, value)));
    const known = withKeyColumns(below, bound, values);
    const input = this.#withVariables(known, rest);
    if (rest.length === 0) return input;
    const predicate = this.#over(input, connect('and', rest));
    return { ...input, plan: filterPlan(input.plan, predicate) };
  }

  /** An equality of a variable that has no key yet with a value of the plan; null for others. */
  #bindingOf(
    condition: Expression,
    known: readonly { readonly variable: number }[],
  ): Binding | null {
    if (condition.kind !== 'call' || functionById(condition.function).name !== '=') return null;
    const [a, b] = condition.arguments as readonly [Expression, Expression];
    return this.#bindingBetween(a, b, known) ?? this.#bindingBetween(b, a, known);
  }

  #bindingBetween(
    outer: Expression,
    value: Expression,
    known: readonly { readonly variable: number }[],
  ): Binding | null {
    const variable = this.#castVariable(outer);
    if (variable === null || known.some((each) => each.variable === variable)) return null;
    if (canFail(value) || canFail(outer) || variablesIn(value, this.#parts.variables).length > 0) {
      return null;
    }
    // Elsewhere the column stands in for the variable: equal must be identical there.
    const stands = outer.kind === 'column' && sameType(outer.type, value.type) && isExact(value);
    if (!stands && this.#parts.uses.get(variable) !== 1) return null;
    return { variable, outer, value };
  }

  /** The variable that an expression is, or is a cast of. */
  #castVariable(expression: Expression): number | null {
    if (expression.kind === 'column') {
      return this.#parts.variables.has(expression.index) ? expression.index : null;
    }
    if (expression.kind !== 'call' || expression.arguments.length !== 1) return null;
    if (functionById(expression.function).name !== 'cast') return null;
    return this.#castVariable(expression.arguments[0] as Expression);
  }

  #project(plan: LogicalProject): Unnested {
    const input = this.#withVariables(this.unnest(plan.input), plan.expressions);
    const width = plan.fields.length;
    const keyColumns = input.keys.map(({ column }) => columnOf(input.plan.fields, column));
    const projected = projectPlan(
      input.plan,
      [...plan.expressions.map((each) => this.#over(input, each)), ...keyColumns],
      [...plan.fields.map(({ name }) => name), ...input.keys.map(keyName)],
    );
    return { plan: projected, keys: input.keys.map((key, i) => ({ ...key, column: width + i })) };
  }

  #window(plan: LogicalWindow): Unnested {
    const input = this.unnest(plan.input);
    const variables = isKeyed(plan.shape) ? input.keys.map(({ column }) => column) : [];
    const partition = [...plan.partition, ...variables];
    const windowed = windowPlan(input.plan, plan.time, plan.shape, plan.position, partition);
    const added = [0, 1].map((n) => input.plan.fields.length + n);
    return reordered(windowed, plan.input.fields.length, added, input.keys);
  }

  /** Window functions and first rows go by the value of the variables, too. */
  #partitioned(plan: LogicalPlan & { readonly kind: 'top' | 'over' }): Unnested {
    const input = this.unnest(plan.input);
    const partition = [...plan.partition, ...input.keys.map(({ column }) => column)];
    const width = plan.input.fields.length;
    const calls = plan.fields.slice(width);
    const fields = [...input.plan.fields, ...calls];
    const added = calls.map((_, n) => input.plan.fields.length + n);
    const moved: LogicalPlan = { ...plan, input: input.plan, partition, fields };
    return reordered(moved, width, added, input.keys);
  }

  #tableFunction(plan: LogicalTableFunction): Unnested {
    const input = this.unnest(plan.input);
    const columns = input.keys.map(({ column }) => column);
    const called = tableFunctionPlan(input.plan, { ...plan, kept: [...plan.kept, ...columns] });
    const width = plan.kept.length;
    const from = width + columns.length;
    const added = plan.fields.slice(width).map((_, i) => from + i);
    const keys = input.keys.map((key, i) => ({ ...key, column: width + i }));
    return reordered(called, width, added, keys);
  }

  #union(plan: LogicalUnion): Unnested {
    const aligned = this.#aligned(plan.inputs, plan.fields.length);
    const [first] = aligned as readonly [Unnested, ...Unnested[]];
    return { plan: unionPlan(aligned.map((each) => each.plan)), keys: first.keys };
  }

  /** Rows are compared with their keys: those of other values of the variables are others. */
  #setOperation(plan: LogicalSetOperation): Unnested {
    const [left, right] = this.#aligned([plan.left, plan.right], plan.fields.length) as [
      Unnested,
      Unnested,
    ];
    return { plan: setOperationPlan(left.plan, right.plan, plan), keys: left.keys };
  }

  /** Plans with the same columns followed by the values of all variables that any of them reads. */
  #aligned(plans: readonly LogicalPlan[], width: number): readonly Unnested[] {
    const read = plans.flatMap((plan) => [...variableUses(plan, this.#parts.variables).keys()]);
    const all = [...new Set(read)];
    const anyOf = all.map(anyColumn);
    return plans.map((plan) => {
      const { plan: wider, keys } = this.#withVariables(this.#valueKeys(this.unnest(plan)), anyOf);
      const columns = all.map(
        (each) => keys.find(({ variable }) => variable === each)?.column ?? 0,
      );
      const picked = pickColumns(wider, [...Array(width).keys(), ...columns]);
      return { plan: picked, keys: this.#keysOf(all, width, picked) };
    });
  }

  /** Keys that are equal to their variables, NULL to NULL: others are compared with the values here. */
  #valueKeys(unnested: Unnested): Unnested {
    const strict = unnested.keys.filter(({ nullSafe }) => !nullSafe);
    if (strict.length === 0) return unnested;
    const variables = strict.map(({ variable }) => variable);
    const values = this.#parts.domain(variables);
    const all: Unnested = { plan: values, keys: this.#keysOf(variables, 0, values) };
    const width = unnested.plan.fields.length;
    const joined = joinUnnested('inner', all, unnested, null, this.#parts.position);
    const shift = variables.length;
    const columns = [...Array(width).keys()].map((column) => column + shift);
    const plan = pickColumns(joined, [...columns, ...variables.keys()]);
    const others = unnested.keys.filter(({ nullSafe }) => nullSafe);
    return { plan, keys: [...others, ...this.#keysOf(variables, width, plan)] };
  }

  /** Groups are per value of the variables; without keys there is a row for every value. */
  #aggregate(plan: LogicalAggregate): Unnested {
    const input = this.unnest(plan.input);
    const count = plan.keys.length;
    const keys = [...plan.keys, ...input.keys.map(({ column }) => column)];
    const grouped = aggregatePlan(input.plan, keys, plan.calls, null, plan.position);
    const calls = plan.calls.map((_, i) => keys.length + i);
    const groups = reordered(
      grouped,
      count,
      calls,
      input.keys.map((key, i) => ({ ...key, column: count + i })),
    );
    return count === 0 ? this.#groupPerValue(plan, groups) : groups;
  }

  #groupPerValue(plan: LogicalAggregate, groups: Unnested): Unnested {
    const variables = groups.keys.map(({ variable }) => variable);
    const values = this.#parts.domain(variables);
    const all: Unnested = { plan: values, keys: this.#keysOf(variables, 0, values) };
    const joined = joinUnnested('left', all, groups, null, this.#parts.position);
    const width = variables.length;
    const results = emptyValues(plan.fields).map((otherwise, i) =>
      otherwise(columnOf(joined.fields, width + i)),
    );
    const projected = projectPlan(
      joined,
      [...results, ...variables.map((_, i) => columnOf(joined.fields, i))],
      [...plan.fields.map(({ name }) => name), ...all.keys.map(keyName)],
    );
    return { plan: projected, keys: this.#keysOf(variables, results.length, projected) };
  }

  #join(plan: LogicalJoin): Unnested {
    if (plan.type === 'inner') return this.#innerJoin(plan);
    if (plan.type === 'right') return this.unnest(turnedJoin(plan));
    if (plan.type === 'full') return this.#fullJoin(plan);
    const right = this.unnest(plan.right);
    const condition = conjunctsOf(plan.condition);
    const read = right.keys.map(({ variable }) => this.#variable(variable, right));
    const left = this.#withVariables(this.unnest(plan.left), [...read, ...condition]);
    const over = plan.condition === null ? null : this.#overSides(left, plan, plan.condition);
    const joined = joinUnnested(plan.type, left, right, over, plan.position);
    if (plan.type !== 'left') return { plan: joined, keys: left.keys };
    return this.#bothSides(joined, plan, left, left.keys);
  }

  #fullJoin(plan: LogicalJoin): Unnested {
    const { condition } = plan;
    const read = [...variableUses(plan, this.#parts.variables).keys()].map(anyColumn);
    const [left, right] = [plan.left, plan.right].map((side) =>
      this.#withVariables(this.#valueKeys(this.unnest(side)), read),
    ) as [Unnested, Unnested];
    const over = condition === null ? null : this.#overSides(left, plan, condition);
    return fullJoinUnnested(plan, left, right, over, this.#parts.position);
  }

  /** A condition of an inner join is a filter above it. */
  #innerJoin(plan: LogicalJoin): Unnested {
    const { condition } = plan;
    if (condition !== null && variablesIn(condition, this.#parts.variables).length > 0) {
      const crossed = joinPlan(plan.left, plan.right, { ...plan, condition: null });
      return this.unnest(filterPlan(crossed, condition));
    }
    const left = this.unnest(plan.left);
    const right = this.unnest(plan.right);
    const over = condition === null ? null : this.#overSides(left, plan, condition);
    const joined = joinUnnested('inner', left, right, over, plan.position);
    const shift = left.plan.fields.length;
    const added = right.keys
      .filter(({ variable }) => !left.keys.some((key) => key.variable === variable))
      .map((key) => ({ ...key, column: key.column + shift }));
    return this.#bothSides(joined, plan, left, [...left.keys, ...added]);
  }

  #bothSides(
    joined: LogicalPlan,
    plan: LogicalJoin,
    left: Unnested,
    keys: readonly VariableKey[],
  ): Unnested {
    const shift = left.plan.fields.length;
    return reordered(
      joined,
      plan.left.fields.length,
      plan.right.fields.map((_, i) => shift + i),
      keys,
    );
  }

  /** A condition over both sides of a join whose left side has more columns now. */
  #overSides(left: Unnested, plan: LogicalJoin, condition: Expression): Expression {
    const width = plan.left.fields.length;
    const shift = left.plan.fields.length - width;
    const moved = mapColumns(condition, (index) => (index >= width ? index + shift : index));
    return this.#over(left, moved);
  }

  /** The plan with keys for all variables that some expressions read: values of the others are joined in. */
  #withVariables(unnested: Unnested, expressions: readonly Expression[]): Unnested {
    const { plan, keys } = unnested;
    const read = new Set(expressions.flatMap((each) => variablesIn(each, this.#parts.variables)));
    const missing = [...read].filter((each) => !keys.some(({ variable }) => variable === each));
    if (missing.length === 0) return unnested;
    const values = this.#parts.domain(missing);
    const { position } = this.#parts;
    const none = { leftKeys: [], rightKeys: [], condition: null, position };
    const joined = joinPlan(plan, values, none);
    return {
      plan: joined,
      keys: [...keys, ...this.#keysOf(missing, plan.fields.length, joined)],
    };
  }

  /** Keys of joined-in values, which stand from a column on. */
  #keysOf(variables: readonly number[], from: number, plan: LogicalPlan): readonly VariableKey[] {
    return variables.map((variable, i) => {
      const { type, nullable } = columnOf(plan.fields, from + i);
      const outer: Expression = { kind: 'column', index: variable, type, nullable };
      return { variable, column: from + i, outer, nullSafe: true };
    });
  }

  #variable(variable: number, { plan, keys }: Unnested): Expression {
    const key = keys.find((each) => each.variable === variable);
    const column = columnOf(plan.fields, key?.column ?? 0);
    return { ...column, index: variable } as Expression;
  }

  /** An expression over the plan's columns and variables as one over the columns alone. */
  #over({ plan, keys }: Unnested, expression: Expression): Expression {
    return mapColumns(expression, (index) => {
      const key = keys.find(({ variable }) => variable === index);
      return key === undefined ? index : columnOf(plan.fields, key.column);
    });
  }

  #refused(what: string): SqlError {
    return new SqlError(
      sqlState.featureNotSupported,
      `a subquery that refers to the query around it from inside a ${what} is not supported yet`,
      { hint: 'Write it as a join.', position: this.#parts.position },
    );
  }
}

function anyColumn(index: number): Expression {
  return { kind: 'column', index, type: { kind: 'unknown' }, nullable: true };
}
