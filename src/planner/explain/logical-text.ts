import { unreachable } from '../../common/assert.ts';
import type { Field } from '../../data/batch.ts';
import { formatInterval } from '../../data/interval-text.ts';
import { typeName } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOfCall } from '../logical/call-columns.ts';
import {
  inputsOf,
  type LogicalPlan,
  type LogicalTimeJoin,
  type WindowShape,
} from '../logical/logical-plan.ts';
import type { AggregateCall, JoinType } from '../physical/physical-plan.ts';
import { durationText } from './duration-text.ts';
import { expressionText } from './expression-text.ts';
import { limitText, partitionText, tableCallsText, windowCallsText } from './set-text.ts';

function timeJoinText({ type, left, right, leftKeys, rightKeys, time }: LogicalTimeJoin): string {
  const name = ({ fields }: LogicalPlan, column: number): string => fields[column]?.name ?? '?';
  const keys = leftKeys.map((key, i) => `${name(left, key)} = ${name(right, rightKeys[i] ?? -1)}`);
  const compared =
    time === null
      ? 'as of the clock'
      : `as of ${name(right, time.right)} ${time.strict ? '<' : '<='} ${name(left, time.left)}`;
  return `${type === 'left' ? 'Left join' : 'Join'} ${[...keys, compared].join(', ')}`;
}

/** A logical plan as an indented tree: what each node does and the columns that come out of it. */
export function logicalText(plan: LogicalPlan): string {
  return lines(plan, 0).join('\n');
}

function lines(plan: LogicalPlan, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const below = inputsOf(plan).flatMap((input) => lines(input, depth + 1));
  return [`${indent}${headline(plan)} → ${fieldsText(plan.fields)}`, ...below];
}

/** What a node does, in one line. */
export function headline(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'scan':
      return `Scan ${plan.relation.kind} ${plan.relation.name}`;
    case 'values':
      return `Values ${plan.rows.length === 1 ? '1 row' : `${plan.rows.length} rows`}`;
    case 'filter':
      return `Filter ${expressionText(plan.predicate, names(plan.input.fields))}`;
    case 'project':
      return `Project ${projectionsText(plan.expressions, plan.input.fields, plan.fields)}`;
    case 'window':
      return `Window ${windowText(plan.shape, plan.input.fields[plan.time])}`;
    case 'aggregate': {
      const { input, window } = plan;
      const parts = [`Aggregate ${callsText(plan.calls, input.fields)}`.trimEnd()];
      if (plan.keys.length > 0) parts.push(`by ${columnsText(plan.keys, input.fields)}`);
      if (window !== null) parts.push(`in ${windowText(window.shape, input.fields[window.time])}`);
      return parts.join(' ');
    }
    case 'join':
      return `${joinTitle(plan.type)} ${joinText(plan)}`;
    case 'timeJoin':
      return timeJoinText(plan);
    case 'union':
      return 'Union';
    case 'setOperation':
      return `${plan.operator === 'intersect' ? 'Intersect' : 'Except'}${plan.all ? ' all' : ''}`;
    case 'top':
      return `Top ${limitText(plan)} ${partitionText(plan.partition, plan.order, plan.fields)}`.trimEnd();
    case 'over': {
      const { fields } = plan.input;
      const calls = windowCallsText(plan.calls, fields);
      return `Over ${calls} ${partitionText(plan.partition, plan.order, fields)}`.trimEnd();
    }
    case 'tableFunction':
      return `${plan.outer ? 'Outer rows' : 'Rows'} of ${tableCallsText(plan, plan.input.fields)}`;
    case 'recursion':
      return `Recursion ${plan.all ? 'all ' : ''}over working table ${plan.table}`;
    case 'workingTable':
      return `Working table ${plan.table}`;
    default:
      return unreachable(plan);
  }
}

/** '(auction bigint, price bigint)' */
export function fieldsText(fields: readonly Field[]): string {
  return `(${fields.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ')})`;
}

/** 'tumbling 10 s on datetime', 'hopping 10 s every 2 s on datetime, grace 5 s'. */
export function windowText(shape: WindowShape, time: Field | undefined): string {
  const { offsetMicros, graceMicros } = shape;
  const base = lengthsText(shape);
  const offset = offsetMicros === 0 ? '' : `, offset ${durationText(offsetMicros)}`;
  const isGraceful = graceMicros > 0 && graceMicros < Number.MAX_SAFE_INTEGER;
  const grace = isGraceful ? `, grace ${durationText(graceMicros)}` : '';
  const column = shape.form?.kind === 'count' ? '' : ` on ${time?.name ?? '?'}`;
  return `${base}${column}${offset}${grace}`;
}

/** 'tumbling 10 s', 'session 30 s', 'hopping 1 mon every 1 day in Europe/Berlin'. */
function lengthsText({ sizeMicros, slideMicros, form }: WindowShape): string {
  const size = durationText(sizeMicros);
  switch (form?.kind) {
    case undefined:
      return sizeMicros === slideMicros
        ? `tumbling ${size}`
        : `hopping ${size} every ${durationText(slideMicros)}`;
    case 'cumulating':
      return `cumulating ${size} by ${durationText(form.stepMicros)}`;
    case 'count':
      return `${form.size} rows every ${form.advance}`;
    case 'session':
    case 'sliding':
      return `${form.kind} ${size}`;
    case 'calendar': {
      const long = formatInterval({ ...form.size, micros: 0 });
      const every = formatInterval({ ...form.slide, micros: 0 });
      const text = long === every ? `tumbling ${long}` : `hopping ${long} every ${every}`;
      return `${text} in ${form.timeZone}`;
    }
  }
}

/** 'count(*), max(price)' */
export function callsText(calls: readonly AggregateCall[], fields: readonly Field[]): string {
  return calls.map((call) => callText(call, fields)).join(', ');
}

function callText(call: AggregateCall, fields: readonly Field[]): string {
  const columns = columnsOfCall(call);
  const args = columns.length === 0 ? '*' : columnsText(columns, fields);
  return `${call.function}(${call.distinct === true ? 'DISTINCT ' : ''}${args})`;
}

/** The names of columns. */
export function columnsText(columns: readonly number[], fields: readonly Field[]): string {
  return columns.map((column) => fields[column]?.name ?? '?').join(', ');
}

/** The names of all columns. */
export function names(fields: readonly Field[]): readonly string[] {
  return fields.map(({ name }) => name);
}

/** 'auction, price * 2 AS double_price' */
export function projectionsText(
  expressions: readonly Expression[],
  input: readonly Field[],
  output: readonly Field[],
): string {
  return expressions
    .map((expression, i) => {
      const text = expressionText(expression, names(input));
      const name = output[i]?.name;
      return text === name || name === undefined ? text : `${text} AS ${name}`;
    })
    .join(', ');
}

/** 'Join', 'Left join', … */
function joinTitle(type: JoinType): string {
  return type === 'inner' ? 'Join' : `${type[0]?.toUpperCase()}${type.slice(1)} join`;
}

function joinText(plan: Extract<LogicalPlan, { kind: 'join' }>): string {
  const keys = plan.leftKeys.map((left, i) => {
    const right = plan.rightKeys[i] as number;
    return `${plan.left.fields[left]?.name} = ${plan.right.fields[right]?.name}`;
  });
  const condition =
    plan.condition === null
      ? []
      : [expressionText(plan.condition, names([...plan.left.fields, ...plan.right.fields]))];
  const all = [...keys, ...condition];
  return all.length === 0 ? 'on nothing' : `on ${all.join(' AND ')}`;
}
