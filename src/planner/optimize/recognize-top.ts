import type { Expression } from '../expression/expression.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import type { LogicalFilter, LogicalOver, LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, filterPlan, projectPlan, topPlan } from '../logical/make-plan.ts';
import type { WindowCall } from '../physical/physical-plan.ts';
import { type Comparison, comparisonOf } from './comparisons.ts';
import { isCounting } from './over-columns.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Recognizes the first rows of partitions: of row_number() <= 3 only three rows of each are kept, of
 * row_number() = 1 one, which is how rows are deduplicated; rank() keeps those that are equal to
 * the last, too. The numbers are counted again among what is kept, where they can be other than 1.
 */
export const recognizeTop: Pass = {
  name: 'recognize_top',
  run: (plan) => rewriteUp(plan, (node) => (node.kind === 'filter' ? recognized(node) : node)),
};

/** How many rows of a partition are asked for, and whether ties of the last are among them. */
type Bound = { readonly limit: number; readonly withTies: boolean; readonly isImplied: boolean };

function recognized(filter: LogicalFilter): LogicalPlan {
  const over = filter.input;
  if (over.kind !== 'over' || !over.calls.every(isCounting)) return filter;
  const conditions = conjunctsOf(filter.predicate);
  const bounds = conditions.map((each) => boundOf(comparisonOf(each), over));
  const tightest = bounds.reduce<Bound | null>(
    (least, each) => (each !== null && (least === null || each.limit < least.limit) ? each : least),
    null,
  );
  if (tightest === null || isLimited(over.input, tightest)) return filter;
  const { partition, order, position } = over;
  const { limit, withTies } = tightest;
  const top = topPlan(over.input, { partition, order, limit, offset: 0, withTies, position });
  const kept = conditions.filter((_, i) => bounds[i] !== tightest || !tightest.isImplied);
  const counted = isAllFirst(over, tightest) ? withOnes(top, over) : { ...over, input: top };
  return kept.length === 0 ? counted : filterPlan(counted, connect('and', kept));
}

/** Whether all rows that are kept have the number 1. */
function isAllFirst({ calls }: LogicalOver, { limit, withTies }: Bound): boolean {
  const isOfRow = (call: WindowCall): boolean =>
    call.kind === 'ranking' && call.function === 'row_number';
  return limit === 1 && !(withTies && calls.some(isOfRow));
}

/** The rows with the number 1 beside them, once per call. */
function withOnes(top: LogicalPlan, { fields, calls }: LogicalOver): LogicalPlan {
  const ones = calls.map(
    ({ type }): Expression => ({ kind: 'literal', value: 1n, type, nullable: false }),
  );
  const names = fields.map(({ name }) => name);
  return projectPlan(top, [...allColumns(top.fields), ...ones], names);
}

/** No more than this many rows of a partition are worth being kept apart. */
const limitMax = 1_000_000n;

function boundOf(comparison: Comparison | null, { input, calls }: LogicalOver): Bound | null {
  if (comparison === null) return null;
  const call = calls[comparison.column - input.fields.length];
  const { value } = comparison.constant;
  if (call === undefined || call.kind !== 'ranking' || typeof value !== 'bigint') return null;
  if (call.function !== 'row_number' && call.function !== 'rank') return null;
  const withTies = call.function === 'rank';
  const last = lastNumber(comparison.operator, value);
  if (last === null || last > limitMax) return null;
  const limit = Number(last < 0n ? 0n : last);
  return { limit, withTies, isImplied: comparison.operator !== '=' || limit <= 1 };
}

/** The greatest number that a comparison lets through; null where there is none. */
function lastNumber(operator: string, value: bigint): bigint | null {
  if (operator === '<') return value - 1n;
  return operator === '<=' || operator === '=' ? value : null;
}

function isLimited(plan: LogicalPlan, { limit }: Bound): boolean {
  return plan.kind === 'top' && plan.limit !== null && plan.limit <= limit;
}
