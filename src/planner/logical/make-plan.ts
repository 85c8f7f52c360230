import type { Position } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import type { AggregateCall, JoinType, TableCall, WindowCall } from '../physical/physical-plan.ts';
import type {
  LogicalAggregate,
  LogicalFilter,
  LogicalJoin,
  LogicalOver,
  LogicalPlan,
  LogicalProject,
  LogicalSetOperation,
  LogicalTableFunction,
  LogicalTimeJoin,
  LogicalTop,
  LogicalUnion,
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
  partition: readonly number[] = [],
): LogicalWindow {
  const edges = windowFields(input.fields[time] as Field);
  const type: SqlType = { kind: 'bigint' };
  const isCounted = shape.form?.kind === 'count';
  const fields = [...input.fields, ...edges.map((edge) => (isCounted ? { ...edge, type } : edge))];
  return { kind: 'window', input, time, shape, partition, fields, position };
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
      nullable: call.function !== 'count' && call.function !== 'regr_count',
    })),
  ];
  return { kind: 'aggregate', input, keys, calls, window, fields, position };
}

/** A join of two plans, an inner one unless told otherwise. */
export function joinPlan(
  left: LogicalPlan,
  right: LogicalPlan,
  parts: Pick<LogicalJoin, 'leftKeys' | 'rightKeys' | 'condition' | 'position'> & {
    readonly type?: JoinType;
  },
): LogicalJoin {
  const { leftKeys, rightKeys, condition, position, type = 'inner' } = parts;
  const fields = joinFields(left.fields, right.fields, type);
  return { kind: 'join', type, left, right, leftKeys, rightKeys, condition, fields, position };
}

/** A join of two plans by time. */
export function timeJoinPlan(
  left: LogicalPlan,
  right: LogicalPlan,
  parts: Pick<LogicalTimeJoin, 'type' | 'leftKeys' | 'rightKeys' | 'time' | 'position'>,
): LogicalTimeJoin {
  const fields = joinFields(left.fields, right.fields, parts.type);
  return { kind: 'timeJoin', ...parts, left, right, fields };
}

/** The columns of a join: those of a side that rows of the other may lack can be NULL. */
function joinFields(
  left: readonly Field[],
  right: readonly Field[],
  type: JoinType,
): readonly Field[] {
  if (type === 'semi' || type === 'anti') return left;
  const padded = (fields: readonly Field[]): readonly Field[] =>
    fields.map((field) => (field.nullable ? field : { ...field, nullable: true }));
  return [
    ...(type === 'right' || type === 'full' ? padded(left) : left),
    ...(type === 'left' || type === 'full' ? padded(right) : right),
  ];
}

/** UNION ALL of plans with the same types: the names are those of the first. */
export function unionPlan(inputs: readonly LogicalPlan[]): LogicalUnion {
  const [first, ...others] = inputs as readonly [LogicalPlan, ...LogicalPlan[]];
  const fields = first.fields.map((field, i) => ({
    ...field,
    nullable: field.nullable || others.some((other) => (other.fields[i] as Field).nullable),
  }));
  return { kind: 'union', inputs, fields };
}

/** INTERSECT or EXCEPT of plans with the same types: the names are those of the left one. */
export function setOperationPlan(
  left: LogicalPlan,
  right: LogicalPlan,
  parts: Pick<LogicalSetOperation, 'operator' | 'all' | 'position'>,
): LogicalSetOperation {
  const { operator, all, position } = parts;
  return { kind: 'setOperation', operator, all, left, right, fields: left.fields, position };
}

/** The first rows of each partition. */
export function topPlan(
  input: LogicalPlan,
  parts: Omit<LogicalTop, 'kind' | 'input' | 'fields'>,
): LogicalTop {
  return { kind: 'top', input, ...parts, fields: input.fields };
}

/** Window functions over a plan; the names of their columns are those of the functions. */
export function overPlan(
  input: LogicalPlan,
  parts: Omit<LogicalOver, 'kind' | 'input' | 'fields'>,
): LogicalOver {
  const added = parts.calls.map((call) => ({
    name: callName(call),
    type: call.type,
    nullable: !neverNull.has(callName(call)),
  }));
  return { kind: 'over', input, ...parts, fields: [...input.fields, ...added] };
}

/** Set-returning functions over rows; the columns of the calls have the names that the calls give them. */
export function tableFunctionPlan(
  input: LogicalPlan,
  parts: Omit<LogicalTableFunction, 'kind' | 'input' | 'fields'>,
): LogicalTableFunction {
  const { kept, calls, ordinality, outer } = parts;
  const called = calls.flatMap(callFields);
  const number: Field = { name: 'ordinality', type: { kind: 'bigint' }, nullable: outer };
  const fields = [
    ...kept.map((column) => input.fields[column] as Field),
    ...called,
    ...(ordinality ? [number] : []),
  ];
  return { ...parts, kind: 'tableFunction', input, fields };
}

/** The columns of a call of a set-returning function as they come out. */
export function callFields({ columns, record }: TableCall): readonly Field[] {
  if (!record) return columns;
  const fields = columns.map(({ name, type }) => ({ name, type }));
  return [{ name: 'record', type: { kind: 'struct', fields }, nullable: true }];
}

function callName(call: WindowCall): string {
  return call.kind === 'ranking' ? call.function : call.call.function;
}

/** Functions whose answer is never NULL. */
const neverNull: ReadonlySet<string> = new Set([
  'count',
  'row_number',
  'rank',
  'dense_rank',
  'percent_rank',
  'cume_dist',
]);
