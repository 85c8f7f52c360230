import type { StreamDefinition } from '../catalog/definition.ts';
import type { Field } from '../data/batch.ts';
import { printIdentifier } from '../parser/print.ts';
import {
  inputsOf,
  type LogicalAggregate,
  type LogicalJoin,
  type LogicalPlan,
  type LogicalProject,
  type LogicalScan,
  type LogicalWindow,
} from './logical/logical-plan.ts';
import type { PlanProperties } from './logical/plan-properties.ts';
import { shiftedColumn } from './logical/time-attribute.ts';

/**
 * What to do about a time column by which windows over it cannot close: the advice is about the
 * place in the plan where its watermark is lost, or where it should have come from.
 */
export function untimedHint(plan: LogicalPlan, column: number, properties: PlanProperties): string {
  const isTimed = (input: LogicalPlan, at: number): boolean =>
    Number.isFinite(properties.of(input).times.get(at)?.lagMicros);
  const look = (input: LogicalPlan, at: number, otherwise: string): string =>
    isTimed(input, at) ? otherwise : untimedHint(input, at, properties);
  switch (plan.kind) {
    case 'scan':
      return scanHint(plan, column);
    case 'values':
    case 'recursion':
    case 'workingTable':
      return computed;
    case 'tableFunction': {
      const kept = plan.kept[column];
      return kept === undefined ? computed : look(plan.input, kept, computed);
    }
    case 'filter':
      return look(plan.input, column, computed);
    case 'project':
      return projectHint(plan, column, look);
    case 'window':
      return windowHint(plan, column, look);
    case 'aggregate':
      return groupHint(plan, column, look);
    case 'join':
      return joinHint(plan, column, look);
    case 'union': {
      const untimed = plan.inputs.find((input) => !isTimed(input, column)) ?? plan.inputs[0];
      return look(untimed as LogicalPlan, column, computed);
    }
    case 'timeJoin':
      return column < plan.left.fields.length ? look(plan.left, column, versioned) : versioned;
    case 'setOperation':
    case 'top':
    case 'over':
      return reordered;
  }
}

/** The hint for a column of an input, or the one given where the input still has its watermark. */
type Look = (input: LogicalPlan, column: number, otherwise: string) => string;

const computed =
  'Put the window over a column with a WATERMARK as it is: how far the values of an expression have come is not known.';

const reordered =
  'Put the window below it: rows of EXCEPT, INTERSECT, LIMIT, DISTINCT ON and OVER come and go at any time.';

const versioned =
  'Put the window below the join: a row comes out again when a version of its time comes after it.';

function projectHint({ input, expressions }: LogicalProject, column: number, look: Look): string {
  const expression = expressions[column];
  const shifted = expression === undefined ? null : shiftedColumn(expression);
  return shifted === null ? computed : look(input, shifted.column, computed);
}

function windowHint({ input, time }: LogicalWindow, column: number, look: Look): string {
  return look(input, column < input.fields.length ? column : time, computed);
}

function groupHint({ input, keys }: LogicalAggregate, column: number, look: Look): string {
  const grouped =
    'Group by a window over a column with a WATERMARK: its window_start, window_end and window_time can be put into windows again.';
  const key = keys[column];
  return key === undefined ? grouped : look(input, key, grouped);
}

/** A join can only be bounded where the other side has an event time, too. */
function joinHint({ left, right }: LogicalJoin, column: number, look: Look): string {
  const width = left.fields.length;
  const isLeft = column < width;
  const hint = readsTime(isLeft ? right : left)
    ? "Bound the join in time: add a condition such as a.ts BETWEEN b.ts - INTERVAL '10 minutes' AND b.ts + INTERVAL '10 minutes' on columns with a WATERMARK."
    : 'Group by the window first and join the groups: rows of the other side, which has no event time, may come and change at any time.';
  return isLeft ? look(left, column, hint) : look(right, column - width, hint);
}

/** Whether something that is read has an event time. */
function readsTime(plan: LogicalPlan): boolean {
  if (plan.kind !== 'scan') return inputsOf(plan).some(readsTime);
  const { relation } = plan;
  if (relation.kind === 'table' || relation.kind === 'system') return false;
  return relation.kind === 'stream'
    ? relation.watermark !== null
    : (relation.times ?? []).length > 0;
}

function scanHint({ relation, columns, fields }: LogicalScan, column: number): string {
  const { name } = fields[column] as Field;
  if (relation.kind === 'stream') return streamHint(relation, columns[column] as number, name);
  return relation.kind === 'table'
    ? `Rows of the table "${relation.name}" may change at any time: put the window over a stream.`
    : `Windows over "${name}" close when the query of "${relation.name}" takes it as it is from a stream with a WATERMARK, or from a window over one.`;
}

function streamHint(
  { name, watermark, fields }: StreamDefinition,
  column: number,
  time: string,
): string {
  if (watermark !== null) {
    const timed = (fields[watermark.column] as Field).name;
    return `Put the window over "${timed}", the column with the WATERMARK of "${name}".`;
  }
  if (column < 0) return `Give "${name}" a WATERMARK, and put the window over its column.`;
  const text = printIdentifier(time);
  return `Add a WATERMARK to the stream "${name}": WATERMARK FOR ${text} AS ${text} - INTERVAL '5 seconds'.`;
}
