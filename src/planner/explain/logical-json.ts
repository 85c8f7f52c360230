import type { Field } from '../../data/batch.ts';
import { typeName } from '../../data/sql-type.ts';
import { inputsOf, type LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import { headline } from './logical-text.ts';

/** A node of a logical plan as EXPLAIN (FORMAT JSON) gives it; columns go by their names. */
export type LogicalJson = {
  readonly node: LogicalPlan['kind'];
  /** What the text of EXPLAIN says of it. */
  readonly text: string;
  readonly columns: readonly ColumnJson[];
  readonly mode: 'append' | 'updating';
  readonly keys: readonly (readonly string[])[];
  readonly times: readonly TimeJson[];
  /** Roughly how many rows come out. */
  readonly rows: number;
  readonly inputs: readonly LogicalJson[];
};

export type ColumnJson = {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
};

/** A column that follows event time, and how far behind the watermark it may lie, microseconds. */
export type TimeJson = { readonly column: string; readonly lagMicros: number };

/** A logical plan for JSON. */
export function logicalJson(plan: LogicalPlan, properties: PlanProperties): LogicalJson {
  const { mode, keys, times } = properties.of(plan);
  return {
    node: plan.kind,
    text: headline(plan),
    columns: columnsJson(plan.fields),
    mode,
    keys: keys.map((key) => namesOf(key, plan.fields)),
    times: [...times]
      .filter(([, { lagMicros }]) => Number.isFinite(lagMicros))
      .map(([column, { lagMicros }]) => ({ column: nameOf(column, plan.fields), lagMicros })),
    rows: Math.round(properties.rows.of(plan)),
    inputs: inputsOf(plan).map((input) => logicalJson(input, properties)),
  };
}

/** Columns with their types. */
export function columnsJson(fields: readonly Field[]): readonly ColumnJson[] {
  return fields.map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable }));
}

/** The names of columns. */
export function namesOf(columns: readonly number[], fields: readonly Field[]): readonly string[] {
  return columns.map((column) => nameOf(column, fields));
}

function nameOf(column: number, fields: readonly Field[]): string {
  return fields[column]?.name ?? '?';
}
