import { expect } from 'vitest';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';
import type { PhysicalPlan, ScanNode } from '../../src/planner/physical/physical-plan.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { consolidate, expandWeights } from '../../src/runtime/state/row-set.ts';
import { batchRows } from './batch-rows.ts';
import { type Row, sortedRows, type Tables } from './evaluate-plan.ts';

/** Up to which second each stream has come, one cut after the other. */
export type Cuts = readonly { readonly o: number; readonly p: number }[];

/**
 * The rows that a plan comes to over the relations of `queryCatalog`: what lies before each cut is
 * fed as one step, the rest as the last; the table comes with the first. No row fails, and no
 * window stays open.
 */
export function runPlan(
  plan: PhysicalPlan,
  tables: Tables,
  cuts: Cuts,
  appendOnly = false,
): readonly string[] {
  const dataflow = new Dataflow(plan);
  const rows = fed(dataflow, tables, cuts, appendOnly);
  expect(hasFailed(dataflow)).toBe(false);
  expect(openWindows(dataflow)).toBe(0);
  return rows;
}

/** The same; null where rows fail. */
export function tryPlan(plan: PhysicalPlan, tables: Tables, cuts: Cuts): readonly string[] | null {
  const dataflow = new Dataflow(plan);
  const rows = fed(dataflow, tables, cuts, false);
  return hasFailed(dataflow) ? null : rows;
}

function hasFailed({ failures }: Dataflow): boolean {
  return [...failures.values()].some((count) => count !== 0);
}

function fed(
  dataflow: Dataflow,
  tables: Tables,
  cuts: Cuts,
  appendOnly: boolean,
): readonly string[] {
  const { plan } = dataflow;
  const changes = [];
  let from = { o: -Infinity, p: -Infinity, t: -Infinity };
  for (const cut of [...cuts, { o: Infinity, p: Infinity }]) {
    const to = { ...cut, t: Infinity };
    const watermarks = new Map<number, number>();
    for (const [index, node] of plan.nodes.entries()) {
      if (node.kind !== 'scan') continue;
      const of = node.relation as keyof typeof to;
      const rows = (tables.get(of) ?? []).filter((row) => {
        const seconds = Number(row[3]) / 1e6;
        return seconds >= from[of] && seconds < to[of];
      });
      dataflow.take(index, batchOf(node, rows));
      watermarks.set(index, to[of] * 1e6);
    }
    const step = dataflow.endStep(watermarks).changes;
    if (appendOnly && step?.weights?.some((weight) => weight < 0)) throw new Error('taken back');
    if (step !== null) changes.push(step);
    from = to;
  }
  const all = consolidate(dataflow.schema, changes);
  return sortedRows(all === null ? [] : batchRows(expandWeights(all)));
}

/** Groups of windows that are still kept. */
function openWindows(dataflow: Dataflow): number {
  const sizes = dataflow.stateSizes();
  return dataflow.plan.nodes.reduce((sum, node, index) => {
    const closes = node.kind === 'aggregate' && (node.window ?? node.windowEndKey) !== null;
    return closes ? sum + (sizes[index]?.rows ?? 0) : sum;
  }, 0);
}

function batchOf(
  { columns, fields }: ScanNode,
  rows: readonly Row[],
): Parameters<Dataflow['take']>[1] {
  return {
    schema: { fields },
    rowCount: rows.length,
    columns: fields.map((field, i) =>
      vectorFromDatums(
        field.type,
        rows.map((row) => row[columns[i] as number] ?? null),
      ),
    ),
    weights: null,
    late: null,
  };
}
