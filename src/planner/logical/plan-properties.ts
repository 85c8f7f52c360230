import { unreachable } from '../../common/assert.ts';
import type { Expression } from '../expression/expression.ts';
import type {
  LogicalAggregate,
  LogicalJoin,
  LogicalPlan,
  LogicalProject,
  LogicalScan,
  LogicalWindow,
} from './logical-plan.ts';
import { shiftAttribute, shiftedColumn, type TimeAttribute } from './time-attribute.ts';
import { type JoinBounds, joinBounds } from './time-bounds.ts';

/** What is known of the output of a plan. */
export type Properties = {
  /** `append`: rows are never taken back. */
  readonly mode: 'append' | 'updating';
  /** Sets of columns that each identify a row; none known: empty. */
  readonly keys: readonly (readonly number[])[];
  readonly times: ReadonlyMap<number, TimeAttribute>;
};

/** More alternatives for a key than this are not kept. */
const keysMax = 8;

/** Derives what is known of plans, each node once. */
export class PlanProperties {
  readonly #emit: 'changes' | 'final';
  readonly #known = new WeakMap<LogicalPlan, Properties>();

  /** With `final`, windows tell their results once, when they close. */
  constructor(emit: 'changes' | 'final') {
    this.#emit = emit;
  }

  of(plan: LogicalPlan): Properties {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const derived = this.#derive(plan);
    this.#known.set(plan, derived);
    return derived;
  }

  /** Which key of an aggregate is the end of a window that closes by watermark; null for none. */
  windowEndKey(plan: LogicalAggregate): number | null {
    if (plan.window !== null) return null;
    const { times } = this.of(plan.input);
    const found = plan.keys.findIndex((key) => {
      const time = times.get(key);
      return time?.edge === 'end' && time.lagMicros <= 0;
    });
    return found < 0 ? null : found;
  }

  /** Whether the groups of an aggregate are forgotten when windows close. */
  closes(plan: LogicalAggregate): boolean {
    return plan.window !== null || this.windowEndKey(plan) !== null;
  }

  /** When a join may forget the rows of its sides. */
  bounds(plan: LogicalJoin): JoinBounds {
    return joinBounds(plan, this.of(plan.left).times, this.of(plan.right).times);
  }

  /**
   * How far an event time that windows can be put over lies behind the watermark at most,
   * microseconds: windows must stay open for so long. Null for columns that no watermark follows.
   */
  eventTimeLag(plan: LogicalPlan, column: number): number | null {
    const time = this.of(plan).times.get(column);
    if (time === undefined || time.edge === 'start' || !Number.isFinite(time.lagMicros))
      return null;
    return Math.max(0, time.lagMicros);
  }

  #derive(plan: LogicalPlan): Properties {
    switch (plan.kind) {
      case 'scan':
        return scanProperties(plan);
      case 'values':
        return { mode: 'append', keys: plan.rows.length === 1 ? [[]] : [], times: new Map() };
      case 'filter':
        return this.of(plan.input);
      case 'project':
        return projectProperties(plan, this.of(plan.input));
      case 'window':
        return this.#window(plan);
      case 'aggregate':
        return this.#aggregate(plan);
      case 'join':
        return this.#join(plan);
      default:
        return unreachable(plan);
    }
  }

  #window(plan: LogicalWindow): Properties {
    const input = this.of(plan.input);
    const start = plan.input.fields.length;
    // A late row is put into windows that stay open for their grace: ends may lie behind by it.
    const lag = (this.eventTimeLag(plan.input, plan.time) ?? Infinity) + plan.shape.graceMicros;
    const times = new Map([...input.times, ...windowEdges(start, plan.shape.sizeMicros, lag)]);
    const keys = input.keys.flatMap((key) => [
      [...key, start],
      [...key, start + 1],
    ]);
    return { mode: input.mode, keys: keys.slice(0, keysMax), times };
  }

  #aggregate(plan: LogicalAggregate): Properties {
    const input = this.of(plan.input);
    const appends = input.mode === 'append' && plan.calls.length === 0 && plan.fields.length > 0;
    const final = this.#emit === 'final' && this.closes(plan);
    const mode = appends || final ? 'append' : 'updating';
    const count = plan.keys.length;
    if (plan.window !== null) {
      const groups = [...plan.keys.keys()];
      const times = new Map(windowEdges(count, plan.window.shape.sizeMicros, 0));
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

  /** Keys stay times as edges of windows: groups of a window come out until it closes. */
  #groupTimes(plan: LogicalAggregate): ReadonlyMap<number, TimeAttribute> {
    const input = this.of(plan.input).times;
    const closing = this.windowEndKey(plan);
    const closingWindow = closing === null ? null : input.get(plan.keys[closing] as number)?.window;
    const times = new Map<number, TimeAttribute>();
    for (const [position, key] of plan.keys.entries()) {
      const time = input.get(key);
      if (time === undefined || time.window === null) continue;
      const bounded = time.window === closingWindow;
      times.set(position, bounded ? time : { ...time, lagMicros: Infinity });
    }
    return times;
  }

  #join(plan: LogicalJoin): Properties {
    const left = this.of(plan.left);
    const right = this.of(plan.right);
    const bounds = this.bounds(plan);
    const width = plan.left.fields.length;
    const times = new Map([
      ...keptTimes(left.times, bounds.left),
      ...[...keptTimes(right.times, bounds.right)].map(
        ([column, time]): [number, TimeAttribute] => [column + width, time],
      ),
    ]);
    const mode = left.mode === 'append' && right.mode === 'append' ? 'append' : 'updating';
    return { mode, keys: joinKeys(plan, left.keys, right.keys), times };
  }
}

function scanProperties({ relation, columns }: LogicalScan): Properties {
  const times = new Map<number, TimeAttribute>();
  if (relation.kind === 'stream') {
    const at = relation.watermark === null ? -1 : columns.indexOf(relation.watermark.column);
    if (at >= 0) times.set(at, { lagMicros: 0, edge: 'row', window: null });
    return { mode: 'append', keys: [], times };
  }
  const key = relation.kind === 'table' ? tableKey(relation.primaryKey) : relation.key;
  const positions = key?.map((column) => columns.indexOf(column)) ?? null;
  const keys = positions === null || positions.includes(-1) ? [] : [positions];
  return { mode: relation.kind === 'table' ? 'updating' : relation.mode, keys, times };
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

function positionOf(expressions: readonly Expression[], column: number): number {
  return expressions.findIndex((each) => each.kind === 'column' && each.index === column);
}

/** The attributes of window_start at a column and of window_end right of it. */
function windowEdges(
  start: number,
  sizeMicros: number,
  lagMicros: number,
): readonly [number, TimeAttribute][] {
  const window = { sizeMicros };
  return [
    [start, { lagMicros: lagMicros + sizeMicros, edge: 'start', window }],
    [start + 1, { lagMicros, edge: 'end', window }],
  ];
}

/** All group columns; of the two edges of one window either is enough. */
function groupKeys(
  count: number,
  times: ReadonlyMap<number, TimeAttribute>,
): readonly (readonly number[])[] {
  const all = [...Array(count).keys()];
  const edge = [...times].find(([column, { window }]) =>
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
 * column that bounds them and the edges of its window are known.
 */
function keptTimes(
  times: ReadonlyMap<number, TimeAttribute>,
  forget: JoinBounds['left'],
): ReadonlyMap<number, TimeAttribute> {
  if (forget === null) return new Map();
  const bound = times.get(forget.column);
  if (bound === undefined) return new Map();
  const late = Math.max(0, forget.slackMicros - bound.lagMicros);
  return new Map(
    [...times]
      .filter(
        ([column, { window }]) =>
          column === forget.column || (window !== null && window === bound.window),
      )
      .map(([column, time]) => [column, { ...time, lagMicros: time.lagMicros + late }]),
  );
}

/** A row of a join is identified by a row of each side, or by one side's when its partner is unique. */
function joinKeys(
  plan: LogicalJoin,
  left: Properties['keys'],
  right: Properties['keys'],
): Properties['keys'] {
  const width = plan.left.fields.length;
  const shifted = right.map((key) => key.map((column) => column + width));
  if (right.some((key) => key.every((column) => plan.rightKeys.includes(column)))) return left;
  if (left.some((key) => key.every((column) => plan.leftKeys.includes(column)))) return shifted;
  return left.flatMap((a) => shifted.map((b) => [...a, ...b])).slice(0, keysMax);
}
