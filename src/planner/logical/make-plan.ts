import type { Position } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { Expression } from '../expression/expression.ts';
import type { AggregateCall } from '../physical/physical-plan.ts';
import type {
  LogicalAggregate,
  LogicalFilter,
  LogicalJoin,
  LogicalPlan,
  LogicalProject,
  LogicalWindow,
  WindowShape,
} from './logical-plan.ts';

/** Column `index` of a plan's output as an expression. */
export function columnOf(fields: readonly Field[], index: number): Expression {
  const { type, nullable } = fields[index] as Field;
  return { kind: 'column', index, type, nullable };
}

/** All columns of a plan's output, in order. */
export function allColumns(fields: readonly Field[]): readonly Expression[] {
  return fields.map((_, index) => columnOf(fields, index));
}

/** A filter on top of a plan. */
export function filterPlan(input: LogicalPlan, predicate: Expression): LogicalFilter {
  return { kind: 'filter', input, predicate, fields: input.fields };
}

/** A projection of named expressions on top of a plan. */
export function projectPlan(
  input: LogicalPlan,
  expressions: readonly Expression[],
  names: readonly string[],
): LogicalProject {
  const fields = expressions.map(({ type, nullable }, i) => ({
    name: names[i] as string,
    type,
    nullable,
  }));
  return { kind: 'project', input, expressions, fields };
}

/** A projection that only picks columns; the plan itself when it picks all of them in order. */
export function pickColumns(input: LogicalPlan, columns: readonly number[]): LogicalPlan {
  const same = columns.length === input.fields.length && columns.every((c, i) => c === i);
  if (same) return input;
  return projectPlan(
    input,
    columns.map((c) => columnOf(input.fields, c)),
    columns.map((c) => (input.fields[c] as Field).name),
  );
}

/** The two columns that windows over a time column add. */
export function windowFields(time: Field): readonly [Field, Field] {
  const { type } = time;
  return [
    { name: 'window_start', type, nullable: false },
    { name: 'window_end', type, nullable: false },
  ];
}

/** Rows put into windows. */
export function windowPlan(
  input: LogicalPlan,
  time: number,
  shape: WindowShape,
  position: Position,
): LogicalWindow {
  const fields = [...input.fields, ...windowFields(input.fields[time] as Field)];
  return { kind: 'window', input, time, shape, fields, position };
}

/** A grouping of a plan; the names of its calls are their functions. */
export function aggregatePlan(
  input: LogicalPlan,
  keys: readonly number[],
  calls: readonly AggregateCall[],
  window: LogicalAggregate['window'],
  position: Position,
): LogicalAggregate {
  const windowed = window === null ? [] : windowFields(input.fields[window.time] as Field);
  const fields = [
    ...keys.map((key) => input.fields[key] as Field),
    ...windowed,
    ...calls.map((call) => ({
      name: call.function,
      type: call.type,
      nullable: call.function !== 'count',
    })),
  ];
  return { kind: 'aggregate', input, keys, calls, window, fields, position };
}

/** A join of two plans. */
export function joinPlan(
  left: LogicalPlan,
  right: LogicalPlan,
  parts: Pick<LogicalJoin, 'leftKeys' | 'rightKeys' | 'condition' | 'position'>,
): LogicalJoin {
  const { leftKeys, rightKeys, condition, position } = parts;
  const fields = [...left.fields, ...right.fields];
  return { kind: 'join', left, right, leftKeys, rightKeys, condition, fields, position };
}
