import type { Datum } from '../../src/data/sql-type.ts';
import { envAt } from '../../src/functions/evaluation-env.ts';
import { evaluate } from '../../src/planner/expression/evaluate.ts';
import type { Expression } from '../../src/planner/expression/expression.ts';
import type {
  LogicalAggregate,
  LogicalJoin,
  LogicalPlan,
  LogicalSetOperation,
  WindowShape,
} from '../../src/planner/logical/logical-plan.ts';
import type { AggregateCall } from '../../src/planner/physical/physical-plan.ts';

/** A row of a relation or result. */
export type Row = readonly Datum[];

/** The rows of each relation, by id: all columns in order. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

/**
 * The answer of a logical plan, node by node in the plainest way: the oracle for what the optimizer
 * and the runtime make of it. Knows sums and averages of BIGINT and INTEGER only.
 */
export function evaluatePlan(plan: LogicalPlan, tables: Tables): readonly Row[] {
  switch (plan.kind) {
    case 'scan':
      return (tables.get(plan.relation.id) ?? []).map((row) =>
        plan.columns.map((column) => (column < 0 ? null : (row[column] as Datum))),
      );
    case 'values':
      return plan.rows;
    case 'filter':
      return evaluatePlan(plan.input, tables).filter((row) => value(plan.predicate, row) === true);
    case 'project':
      return evaluatePlan(plan.input, tables).map((row) =>
        plan.expressions.map((each) => value(each, row)),
      );
    case 'window':
      return evaluatePlan(plan.input, tables).flatMap((row) =>
        windowsOf(row[plan.time] as bigint | null, plan.shape).map((start) => [
          ...row,
          start,
          start + BigInt(plan.shape.sizeMicros),
        ]),
      );
    case 'aggregate':
      return aggregated(plan, evaluatePlan(plan.input, tables));
    case 'join':
      return joined(plan, evaluatePlan(plan.left, tables), evaluatePlan(plan.right, tables));
    case 'union':
      return plan.inputs.flatMap((input) => evaluatePlan(input, tables));
    case 'setOperation':
      return setOperation(plan, evaluatePlan(plan.left, tables), evaluatePlan(plan.right, tables));
    case 'top':
    case 'over':
    case 'tableFunction':
    case 'recursion':
    case 'timeJoin':
    case 'workingTable':
      throw new Error(`no ${plan.kind} here`);
  }
}

/** Rows as sorted lines, for comparing what has no order. */
export function sortedRows(rows: readonly Row[]): readonly string[] {
  return rows.map(rowText).sort();
}

function rowText(row: Row): string {
  return JSON.stringify(row, (_key, each: unknown) =>
    typeof each === 'bigint' ? each.toString() : each,
  );
}

function value(expression: Expression, row: Row): Datum {
  return evaluate(expression, row, envAt(0));
}

function windowsOf(time: bigint | null, shape: WindowShape): readonly bigint[] {
  if (time === null) return [];
  const starts: bigint[] = [];
  const { sizeMicros, slideMicros, offsetMicros } = shape;
  const first =
    Math.floor((Number(time) - offsetMicros) / slideMicros) * slideMicros + offsetMicros;
  for (let start = first; start > Number(time) - sizeMicros; start -= slideMicros) {
    starts.push(BigInt(start));
  }
  return starts;
}

function aggregated(plan: LogicalAggregate, rows: readonly Row[]): readonly Row[] {
  const { window } = plan;
  const edged =
    window === null
      ? rows.map((row) => ({ row, edges: [] as readonly bigint[] }))
      : rows.flatMap((row) =>
          windowsOf(row[window.time] as bigint | null, window.shape).map((start) => ({
            row,
            edges: [start, start + BigInt(window.shape.sizeMicros)],
          })),
        );
  const groups = new Map<string, { key: Row; rows: Row[] }>();
  for (const { row, edges } of edged) {
    const key = [...plan.keys.map((column) => row[column] as Datum), ...edges];
    const group = groups.get(rowText(key)) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(rowText(key), group);
  }
  if (plan.keys.length === 0 && window === null && groups.size === 0) {
    groups.set('', { key: [], rows: [] });
  }
  return [...groups.values()].map((group) => [
    ...group.key,
    ...plan.calls.map((call) => result(call, group.rows)),
  ]);
}

function result({ function: name, argument, type }: AggregateCall, rows: readonly Row[]): Datum {
  if (argument === null) return BigInt(rows.length);
  const values = rows.map((row) => row[argument] as Datum).filter((each) => each !== null);
  if (name === 'count') return BigInt(values.length);
  const numbers = values.map((each) => BigInt(each as number | bigint));
  const [first] = values;
  if (first === undefined) return null;
  const sum = numbers.reduce((total, each) => total + each, 0n);
  if (name === 'sum') return type.kind === 'numeric' ? sum.toString() : sum;
  if (name === 'avg') throw new Error('no averages here');
  const better = (a: bigint, b: bigint): boolean => (name === 'max' ? b > a : b < a);
  const best = numbers.reduce((kept, each) => (better(kept, each) ? each : kept));
  return typeof first === 'number' ? Number(best) : best;
}

function joined(plan: LogicalJoin, left: readonly Row[], right: readonly Row[]): readonly Row[] {
  const matches = (a: Row, b: Row): boolean =>
    plan.leftKeys.every((key, i) => {
      const [x, y] = [a[key], b[plan.rightKeys[i] as number]];
      return x !== null && y !== null && x === y;
    });
  return left.flatMap((a) =>
    right
      .filter((b) => matches(a, b))
      .map((b) => [...a, ...b])
      .filter((row) => plan.condition === null || value(plan.condition, row) === true),
  );
}

function setOperation(
  { operator, all }: LogicalSetOperation,
  left: readonly Row[],
  right: readonly Row[],
): readonly Row[] {
  const others = right.map(rowText);
  const kept: Row[] = [];
  const seen = new Set<string>();
  for (const row of left) {
    const text = rowText(row);
    const at = others.indexOf(text);
    const isKept = operator === 'intersect' ? at >= 0 : at < 0;
    if (all && at >= 0) others.splice(at, 1);
    if (isKept && (all || !seen.has(text))) kept.push(row);
    seen.add(text);
  }
  return kept;
}
