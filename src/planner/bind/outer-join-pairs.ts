import type { Position } from '../../common/sql-error.ts';
import { attachSubqueries } from '../decorrelate/attach-subqueries.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import {
  columnOf,
  filterPlan,
  joinPlan,
  overPlan,
  pickColumns,
  projectPlan,
  unionPlan,
} from '../logical/make-plan.ts';
import type { JoinType, WindowCall } from '../physical/physical-plan.ts';
import { callByName, literalOf } from './coerce.ts';
import type { Subquery } from './subquery-collector.ts';

/** An outer join with subqueries in its condition that look at both sides. */
export type PairedJoin = {
  readonly type: JoinType;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  /** Over the columns of both sides, with placeholders. */
  readonly condition: Expression;
  readonly subqueries: readonly Subquery[];
  readonly position: Position;
};

/**
 * An outer, semi or anti join through its pairs: the rows of both sides are numbered, an inner join
 * finds which of them belong together, and by their numbers the sides are joined to those.
 */
export function joinByPairs(join: PairedJoin): LogicalPlan {
  const { type, position } = join;
  const left = numbered(join.left, position);
  const right = numbered(join.right, position);
  const pairs = pairsOf(join, left, right);
  const [l, r] = [join.left.fields.length, join.right.fields.length];
  const turned = pickColumns(pairs, [...range(l + 1, r + 1), ...range(0, l + 1)]);
  switch (type) {
    case 'semi':
    case 'anti':
      return pickColumns(byNumber(left, pairs, type, position), range(0, l));
    case 'inner':
      return pickColumns(pairs, [...range(0, l), ...range(l + 1, r)]);
    case 'left':
      return withPartners(left, pairs, position);
    case 'right':
      return pickColumns(withPartners(right, turned, position), [...range(r, l), ...range(0, r)]);
    case 'full': {
      const alone = byNumber(right, turned, 'anti', position);
      return unionPlan([withPartners(left, pairs, position), padded(join.left, alone, r)]);
    }
  }
}

function range(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

const rowNumber: WindowCall = {
  kind: 'ranking',
  function: 'row_number',
  arguments: [],
  ignoreNulls: false,
  frame: { unit: 'rows', start: { kind: 'first' }, end: { kind: 'current' }, exclude: null },
  type: { kind: 'bigint' },
};

/** The rows with a number behind, which tells those apart that look alike. */
function numbered(plan: LogicalPlan, position: Position): LogicalPlan {
  const order = plan.fields.map((_, column) => ({ column, descending: false, nullsFirst: false }));
  return overPlan(plan, { partition: [], order, calls: [rowNumber], position });
}

/** The numbered rows that belong together, side by side. */
function pairsOf(join: PairedJoin, left: LogicalPlan, right: LogicalPlan): LogicalPlan {
  const width = join.left.fields.length;
  const adapt = (expression: Expression): Expression =>
    mapColumns(expression, (index) => (index >= width ? index + 1 : index));
  const { position } = join;
  const crossed = joinPlan(left, right, { leftKeys: [], rightKeys: [], condition: null, position });
  const { plan, resolve } = attachSubqueries(crossed, join.subqueries, { adapt });
  const found = filterPlan(plan, resolve(adapt(join.condition)));
  return pickColumns(found, range(0, crossed.fields.length));
}

/** Numbered rows joined to pairs that begin with them. */
function byNumber(
  rows: LogicalPlan,
  pairs: LogicalPlan,
  type: JoinType,
  position: Position,
): LogicalPlan {
  const width = rows.fields.length;
  const number = columnOf(rows.fields, width - 1);
  const ofPair: Expression = { ...number, kind: 'column', index: width + width - 1 };
  const condition = callByName('=', [number, ofPair], position);
  return joinPlan(rows, pairs, { type, leftKeys: [], rightKeys: [], condition, position });
}

/** The rows with what they belong to in pairs that begin with them; padded where there is nothing. */
function withPartners(rows: LogicalPlan, pairs: LogicalPlan, position: Position): LogicalPlan {
  const width = rows.fields.length;
  const joined = byNumber(rows, pairs, 'left', position);
  const partners = pairs.fields.length - width - 1;
  return pickColumns(joined, [...range(0, width - 1), ...range(2 * width, partners)]);
}

/** NULLs for the columns of the left side before rows that have no partner there. */
function padded(left: LogicalPlan, alone: LogicalPlan, width: number): LogicalPlan {
  const nothing = left.fields.map(({ type }) => literalOf(null, type));
  return projectPlan(
    alone,
    [...nothing, ...range(0, width).map((column) => columnOf(alone.fields, column))],
    [...left.fields, ...alone.fields.slice(0, width)].map(({ name }) => name),
  );
}
