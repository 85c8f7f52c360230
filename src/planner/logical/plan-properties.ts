import { unreachable } from '../../common/assert.ts';
import type { Expression } from '../expression/expression.ts';
import { readsClock } from '../expression/properties.ts';
import {
  isKeyed,
  type LogicalAggregate,
  type LogicalFilter,
  type LogicalJoin,
  type LogicalPlan,
  type LogicalProject,
  type LogicalScan,
  type LogicalWindow,
  type WindowShape,
} from './logical-plan.ts';
import type { Properties } from './properties.ts';
import { type RowCounts, RowEstimates } from './row-estimates.ts';
import {
  overProperties,
  recursionProperties,
  setOperationProperties,
  tableFunctionProperties,
  topProperties,
  unionProperties,
} from './set-properties.ts';
import {
  isWindowEnd,
  rowTime,
  shiftAttribute,
  shiftedColumn,
  type TimeAttribute,
  windowIdentity,
  windowLag,
} from './time-attribute.ts';
import { type JoinBounds, joinBounds, type SideBound } from './time-bounds.ts';
import { timeJoinProperties } from './time-joins.ts';
import { viewTimes } from './view-times.ts';

/** Position in the keys, and how long after the end its rows may still come. */
export type WindowEnd = { readonly key: number; readonly lagMicros: number };

/** More alternatives for a key than this are not kept. */
const keysMax = 8;

/** Derives what is known of plans, each node once. */
export class PlanProperties {
  readonly #emit: 'changes' | 'final';
  readonly #known = new WeakMap<LogicalPlan, Properties>();
  /** How many rows plans have; by averages alone where `isCounted` is false. */
  readonly rows: RowEstimates;
  /** Whether the rows of relations were counted: plans that outlive the counts do not follow them. */
  readonly isCounted: boolean;
  /** Whether the clock moves on while the plan runs. */
  readonly goesOn: boolean;

  /** With `final`, windows tell their results once, when they close. */
  constructor(
    emit: 'changes' | 'final',
    counts: RowCounts | null = null,
    { goesOn = false }: { readonly goesOn?: boolean } = {},
  ) {
    this.#emit = emit;
    this.goesOn = goesOn;
    this.rows = new RowEstimates(counts ?? (() => null));
    this.isCounted = counts !== null;
  }

  of(plan: LogicalPlan): Properties {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const derived = this.#derive(plan);
    this.#known.set(plan, derived);
    return derived;
  }

  /** The end of a window, among the keys of an aggregate, that its groups close by; null for none. */
  windowEnd(plan: LogicalAggregate): WindowEnd | null {
    if (plan.window !== null) return null;
    const { times } = this.of(plan.input);
    let found: WindowEnd | null = null;
    for (const [key, column] of plan.keys.entries()) {
      const time = times.get(column);
      if (time === undefined || !isWindowEnd(time)) continue;
      const lagMicros = Math.max(0, time.lagMicros);
      if (lagMicros < (found?.lagMicros ?? Infinity)) found = { key, lagMicros };
    }
    return found;
  }

  /** Whether the groups of an aggregate are forgotten when windows close. */
  closes(plan: LogicalAggregate): boolean {
    return plan.window !== null || this.windowEnd(plan) !== null;
  }

  /** When a join may forget the rows of its sides. */
  bounds(plan: LogicalJoin): JoinBounds {
    return joinBounds(plan, this.of(plan.left).times, this.of(plan.right).times);
  }

  /**
   * How long windows over a time column must stay open after their end because its values may lie
   * behind the watermark, microseconds. Null for columns that no watermark follows.
   */
  windowLag(input: LogicalPlan, column: number, shape: WindowShape): number | null {
    const time = this.of(input).times.get(column);
    const lag = time === undefined ? Infinity : windowLag(time, windowIdentity(shape));
    return Number.isFinite(lag) ? lag : null;
  }

  #derive(plan: LogicalPlan): Properties {
    switch (plan.kind) {
      case 'scan':
        return scanProperties(plan);
      case 'values':
        return { mode: 'append', keys: plan.rows.length === 1 ? [[]] : [], times: new Map() };
      case 'filter':
        return this.#filter(plan);
      case 'project':
        return projectProperties(plan, this.of(plan.input));
      case 'window':
        return this.#window(plan);
      case 'aggregate':
        return this.#aggregate(plan);
      case 'join':
        return this.#join(plan);
      case 'timeJoin':
        return timeJoinProperties(plan, this.of(plan.left), this.of(plan.right));
      case 'union':
        return unionProperties(
          plan,
          plan.inputs.map((input) => this.of(input)),
        );
      case 'setOperation':
        return setOperationProperties(plan, this.of(plan.left), this.of(plan.right));
      case 'top':
        return topProperties(plan, this.of(plan.input));
      case 'over':
        return overProperties(plan, this.of(plan.input));
      case 'tableFunction':
        return tableFunctionProperties(plan, this.of(plan.input));
      case 'recursion':
        return recursionProperties(plan);
      case 'workingTable':
        return { mode: 'updating', keys: [], times: new Map() };
      default:
        return unreachable(plan);
    }
  }

  /** What goes on takes rows back as the clock moves, and brings old ones. */
  #filter({ input, predicate }: LogicalFilter): Properties {
    const known = this.of(input);
    if (!this.goesOn || !readsClock(predicate)) return known;
    return { mode: 'updating', keys: known.keys, times: new Map() };
  }

  #window(plan: LogicalWindow): Properties {
    const input = this.of(plan.input);
    const start = plan.input.fields.length;
    if (isKeyed(plan.shape)) return this.#keyedWindow(plan, start);
    // A late row is put into windows that stay open for their grace: ends may lie behind by it.
    const late = this.windowLag(plan.input, plan.time, plan.shape) ?? Infinity;
    const lag = late + plan.shape.graceMicros;
    const times = new Map([...input.times, ...windowEdges(start, plan.shape, lag)]);
    // Windows that are cumulated have one start.
    const isStartOwn = plan.shape.form?.kind !== 'cumulating';
    const keys = input.keys.flatMap((key) => [
      ...(isStartOwn ? [[...key, start]] : []),
      [...key, start + 1],
    ]);
    return { mode: input.mode, keys: keys.slice(0, keysMax), times };
  }

  /** Rows come out again with the windows of rows that came after them: their times say nothing. */
  #keyedWindow(plan: LogicalWindow, start: number): Properties {
    const { mode, keys } = this.of(plan.input);
    if (plan.shape.form?.kind === 'count') return { mode, keys: [], times: new Map() };
    const late = this.windowLag(plan.input, plan.time, plan.shape) ?? Infinity;
    const lag = late + plan.shape.graceMicros;
    if (plan.shape.form?.kind === 'sliding') {
      return { mode, keys: [], times: new Map(windowEdges(start, plan.shape, lag)) };
    }
    const window = windowIdentity(plan.shape);
    const { sizeMicros } = plan.shape;
    const isClosed = this.#emit === 'final' && Number.isFinite(lag);
    return {
      mode: mode === 'append' && isClosed ? 'append' : 'updating',
      keys,
      times: new Map([
        [start, { lagMicros: Infinity, window, fromStartMicros: 0 }],
        // A row exactly a gap after the last still belongs to the session.
        [start + 1, { lagMicros: lag + 1, window, fromStartMicros: sizeMicros }],
      ]),
    };
  }

  #aggregate(plan: LogicalAggregate): Properties {
    const input = this.of(plan.input);
    const appends = input.mode === 'append' && plan.calls.length === 0 && plan.fields.length > 0;
    const final = this.#emit === 'final' && this.closes(plan);
    const mode = appends || final ? 'append' : 'updating';
    const count = plan.keys.length;
    if (plan.window !== null) {
      const groups = [...plan.keys.keys()];
      const times = new Map(windowEdges(count, plan.window.shape, 0));
      return {
        mode,
        keys: [
          [...groups, count],
          [...groups, count + 1],
        ],
        times,
      };
    }
    const times = this.#groupTimes(plan);
    return { mode, keys: groupKeys(count, times), times };
  }

  /** Keys stay times as places of windows: groups of a window come out until it closes. */
  #groupTimes(plan: LogicalAggregate): ReadonlyMap<number, TimeAttribute> {
    const input = this.of(plan.input).times;
    const end = this.windowEnd(plan);
    const closing = end === null ? null : input.get(plan.keys[end.key] as number)?.window;
    const times = new Map<number, TimeAttribute>();
    for (const [position, key] of plan.keys.entries()) {
      const time = input.get(key);
      if (time === undefined || time.window === null) continue;
      const isBounded = end !== null && time.window === closing;
      // The watermark of the groups stays behind by what their windows wait.
      const lagMicros = isBounded ? time.lagMicros - end.lagMicros : Infinity;
      times.set(position, { ...time, lagMicros });
    }
    return times;
  }

  #join(plan: LogicalJoin): Properties {
    const left = this.of(plan.left);
    const right = this.of(plan.right);
    const bounds = this.bounds(plan);
    const mode = joinMode(plan, left.mode, right.mode);
    if (plan.type === 'semi' || plan.type === 'anti') {
      return { mode, keys: left.keys, times: keptTimes(left.times, bounds.left) };
    }
    const width = plan.left.fields.length;
    const times = new Map([
      ...keptTimes(left.times, bounds.left),
      ...[...keptTimes(right.times, bounds.right)].map(
        ([column, time]): [number, TimeAttribute] => [column + width, time],
      ),
    ]);
    return { mode, keys: joinKeys(plan, left.keys, right.keys), times };
  }
}

function scanProperties({ relation, columns }: LogicalScan): Properties {
  const times = new Map<number, TimeAttribute>();
  if (relation.kind === 'stream') {
    const at = relation.watermark === null ? -1 : columns.indexOf(relation.watermark.column);
    if (at >= 0) times.set(at, rowTime(0));
    return { mode: 'append', keys: [], times };
  }
  if (relation.kind === 'system') return { mode: 'append', keys: [], times };
  const key = relation.kind === 'table' ? tableKey(relation.primaryKey) : relation.key;
  const positions = key?.map((column) => columns.indexOf(column)) ?? null;
  const keys = positions === null || positions.includes(-1) ? [] : [positions];
  if (relation.kind === 'table') return { mode: 'updating', keys, times };
  return { mode: relation.mode, keys, times: viewTimes(relation.times ?? [], columns) };
}

function tableKey(primaryKey: readonly number[]): readonly number[] | null {
  return primaryKey.length === 0 ? null : primaryKey;
}

function projectProperties({ expressions }: LogicalProject, input: Properties): Properties {
  const times = new Map<number, TimeAttribute>();
  for (const [index, expression] of expressions.entries()) {
    const shifted = shiftedColumn(expression);
    const time = shifted === null ? undefined : input.times.get(shifted.column);
    if (shifted !== null && time !== undefined) {
      times.set(index, shiftAttribute(time, shifted.micros));
    }
  }
  const keys = input.keys.flatMap((key) => {
    const mapped = key.map((column) => positionOf(expressions, column));
    return mapped.includes(-1) ? [] : [mapped];
  });
  return { mode: input.mode, keys, times };
}

/** Where a column, as it is or moved by a constant time, is among expressions; −1 for nowhere. */
function positionOf(expressions: readonly Expression[], column: number): number {
  const bare = expressions.findIndex((each) => each.kind === 'column' && each.index === column);
  if (bare >= 0) return bare;
  return expressions.findIndex((each) => shiftedColumn(each)?.column === column);
}

/** The attributes of window_start at a column and of window_end right of it. */
function windowEdges(
  start: number,
  shape: WindowShape,
  lagMicros: number,
): readonly [number, TimeAttribute][] {
  const window = windowIdentity(shape);
  const { sizeMicros } = shape;
  return [
    [start, { lagMicros: lagMicros + sizeMicros, window, fromStartMicros: 0 }],
    [start + 1, { lagMicros, window, fromStartMicros: sizeMicros }],
  ];
}

/** All group columns; of the places of one window any is enough. */
function groupKeys(
  count: number,
  times: ReadonlyMap<number, TimeAttribute>,
): readonly (readonly number[])[] {
  const all = [...Array(count).keys()];
  const edge = [...times].find(
    ([column, { window }]) =>
      window?.form === undefined &&
      [...times].some(([other, time]) => other !== column && time.window === window),
  );
  if (edge === undefined) return [all];
  const [first] = edge;
  const window = edge[1].window;
  const others = all.filter((column) => times.get(column)?.window !== window);
  const edges = all.filter((column) => times.get(column)?.window === window);
  return [first, ...edges.filter((column) => column !== first)].map((column) =>
    [...others, column].sort((a, b) => a - b),
  );
}

/**
 * What a side's times are after a join: kept rows come out as late as they are forgotten. Only the
 * column that bounds them and the places of its window are known.
 */
function keptTimes(
  times: ReadonlyMap<number, TimeAttribute>,
  bound: SideBound | null,
): ReadonlyMap<number, TimeAttribute> {
  if (bound === null) return new Map();
  const { column: bounding, slackMicros } = bound.forget;
  const time = times.get(bounding);
  if (time === undefined) return new Map();
  const { window } = time;
  // A row that is met at the very moment it may be forgotten comes out with just that value.
  const reached = window !== null && !bound.strict ? 1 : 0;
  const late = Math.max(0, slackMicros + reached - time.lagMicros);
  return new Map(
    [...times]
      .filter(
        ([column, each]) => column === bounding || (window !== null && each.window === window),
      )
      .map(([column, each]) => [column, { ...each, lagMicros: each.lagMicros + late }]),
  );
}

/** A row without a partner is taken back when one comes: only inner and semi joins append. */
function joinMode(
  { type }: LogicalJoin,
  left: Properties['mode'],
  right: Properties['mode'],
): Properties['mode'] {
  const appends = (type === 'inner' || type === 'semi') && left === 'append' && right === 'append';
  return appends ? 'append' : 'updating';
}

/**
 * A row of a join is identified by a row of each side, or by one side's when its partner is unique
 * and it has always one or is shown without.
 */
function joinKeys(
  plan: LogicalJoin,
  left: Properties['keys'],
  right: Properties['keys'],
): Properties['keys'] {
  const width = plan.left.fields.length;
  const shifted = right.map((key) => key.map((column) => column + width));
  const isUnique = (keys: Properties['keys'], on: readonly number[]): boolean =>
    keys.some((key) => key.every((column) => on.includes(column)));
  const { type } = plan;
  if ((type === 'inner' || type === 'left') && isUnique(right, plan.rightKeys)) return left;
  if ((type === 'inner' || type === 'right') && isUnique(left, plan.leftKeys)) return shifted;
  return left.flatMap((a) => shifted.map((b) => [...a, ...b])).slice(0, keysMax);
}
