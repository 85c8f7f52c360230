import { unreachable } from '../../common/assert.ts';
import { storageOf } from '../../data/sql-type.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { columnsOf } from '../expression/properties.ts';
import { columnsOfCall, mapCallColumns } from '../logical/call-columns.ts';
import {
  type LogicalAggregate,
  type LogicalFilter,
  type LogicalJoin,
  type LogicalOver,
  type LogicalPlan,
  type LogicalProject,
  type LogicalScan,
  type LogicalTableFunction,
  type LogicalTimeJoin,
  type LogicalUnion,
  type LogicalWindow,
  mapInputs,
} from '../logical/logical-plan.ts';
import {
  aggregatePlan,
  filterPlan,
  joinPlan,
  overPlan,
  pickColumns,
  projectPlan,
  tableFunctionPlan,
  timeJoinPlan,
  windowPlan,
} from '../logical/make-plan.ts';
import { columnsOfOver, isSettled, mapOverColumns } from './over-columns.ts';
import type { Pass } from './pass.ts';
import { SharedNeeds } from './shared-needs.ts';

/**
 * Drops columns and aggregates that nothing above uses, down to the scans: the log reads no other.
 * A part that stands in several places is given all columns that any of them needs: it stays the
 * same part in all, and runs once.
 */
export const pruneColumns: Pass = {
  name: 'prune_columns',
  run: (plan) => {
    const shared = new SharedNeeds(plan);
    const pruning = new Pruning(shared);
    if (shared.isEmpty) return pruning.keepAll(plan);
    let pruned = pruning.keepAll(plan);
    for (let round = 1; round < roundsMax && shared.takeGrowth(); round += 1) {
      pruned = pruning.keepAll(plan);
    }
    return pruned;
  },
};

/** What one place needs may widen what others are given, and so what lies below them. */
const roundsMax = 5;

/** A plan without some of its columns, and where the others are now. */
type Pruned = { readonly plan: LogicalPlan; readonly at: (column: number) => number };
type Columns = ReadonlySet<number>;

/** Drops columns of one plan; the methods answer for one kind of node each. */
class Pruning {
  readonly #shared: SharedNeeds;

  constructor(shared: SharedNeeds) {
    this.#shared = shared;
  }

  #prune(plan: LogicalPlan, asked: Columns): Pruned {
    const needed = this.#shared.widened(plan, asked);
    switch (plan.kind) {
      case 'scan':
        return pruneScan(plan, needed);
      case 'values': {
        const kept = ordered(needed);
        const pick = <T>(all: readonly T[]): readonly T[] => kept.map((column) => all[column] as T);
        const pruned = { ...plan, rows: plan.rows.map(pick), fields: pick(plan.fields) };
        return { plan: pruned, at: positionIn(kept) };
      }
      case 'filter':
        return this.#pruneFilter(plan, needed);
      case 'project':
        return this.#pruneProject(plan, needed);
      case 'window':
        return this.#pruneWindow(plan, needed);
      case 'aggregate':
        return this.#pruneAggregate(plan, needed);
      case 'join':
        return this.#pruneJoin(plan, needed);
      case 'timeJoin':
        return this.#pruneTimeJoin(plan, needed);
      case 'union':
        return this.#pruneUnion(plan, needed);
      case 'workingTable':
        return { plan, at: (column) => column };
      case 'setOperation':
      case 'top':
      case 'recursion':
        return this.#pruneWhole(plan);
      case 'tableFunction':
        return this.#pruneTableFunction(plan, needed);
      case 'over':
        return this.#pruneOver(plan, needed);
      default:
        return unreachable(plan);
    }
  }

  /** Columns that only the predicate uses end here. */
  #pruneFilter(plan: LogicalFilter, needed: Columns): Pruned {
    const { plan: input, at } = this.#prune(plan.input, union(needed, columnsOf(plan.predicate)));
    const kept = ordered(needed);
    const filtered = filterPlan(input, mapColumns(plan.predicate, at));
    return { plan: pickColumns(filtered, kept.map(at)), at: positionIn(kept) };
  }

  #pruneProject(plan: LogicalProject, needed: Columns): Pruned {
    const kept = ordered(needed);
    const expressions = kept.flatMap((column) => plan.expressions[column] ?? []);
    const { plan: input, at } = this.#prune(plan.input, new Set(expressions.flatMap(columnsOf)));
    const pruned = projectPlan(
      input,
      expressions.map((each) => mapColumns(each, at)),
      kept.map((column) => plan.fields[column]?.name as string),
    );
    return { plan: pruned, at: positionIn(kept) };
  }

  #pruneWindow(plan: LogicalWindow, needed: Columns): Pruned {
    const width = plan.input.fields.length;
    const below = ordered(needed).filter((column) => column < width);
    const kept = ordered(union(new Set(below), [plan.time, ...plan.partition]));
    const { plan: input, at } = this.#prune(plan.input, new Set(kept));
    const picked = pickColumns(input, kept.map(at));
    const position = positionIn(kept);
    const partition = plan.partition.map(position);
    return {
      plan: windowPlan(picked, position(plan.time), plan.shape, plan.position, partition),
      at: (column) => (column < width ? position(column) : column - width + kept.length),
    };
  }

  #pruneAggregate(plan: LogicalAggregate, needed: Columns): Pruned {
    const before = plan.keys.length + (plan.window === null ? 0 : 2);
    const wanted = plan.calls.filter((_, i) => needed.has(before + i));
    // A grouping without keys always has one row, and a row has a column.
    const calls = before === 0 && wanted.length === 0 ? plan.calls.slice(0, 1) : wanted;
    const args = calls.flatMap(columnsOfCall);
    const time = plan.window === null ? [] : [plan.window.time];
    const { plan: input, at } = this.#prune(plan.input, new Set([...plan.keys, ...args, ...time]));
    const pruned = aggregatePlan(
      input,
      plan.keys.map(at),
      calls.map((call) => mapCallColumns(call, at)),
      plan.window === null ? null : { ...plan.window, time: at(plan.window.time) },
      plan.position,
    );
    return {
      plan: pruned,
      at: (column) =>
        column < before ? column : before + calls.indexOf(plan.calls[column - before] as never),
    };
  }

  #pruneJoin(plan: LogicalJoin, needed: Columns): Pruned {
    const width = plan.left.fields.length;
    const used = ordered(union(needed, plan.condition === null ? [] : columnsOf(plan.condition)));
    const left = this.#pruneSide(plan.left, [
      ...plan.leftKeys,
      ...used.filter((column) => column < width),
    ]);
    const right = this.#pruneSide(plan.right, [
      ...plan.rightKeys,
      ...used.filter((column) => column >= width).map((column) => column - width),
    ]);
    const newWidth = left.plan.fields.length;
    const at = (column: number): number =>
      column < width ? left.at(column) : newWidth + right.at(column - width);
    const pruned = joinPlan(left.plan, right.plan, {
      leftKeys: plan.leftKeys.map(left.at),
      rightKeys: plan.rightKeys.map(right.at),
      condition: plan.condition === null ? null : mapColumns(plan.condition, at),
      position: plan.position,
      type: plan.type,
    });
    return { plan: pruned, at };
  }

  /** Columns decide one after the other which of the versions of one time is the last. */
  #pruneTimeJoin(plan: LogicalTimeJoin, needed: Columns): Pruned {
    const { time } = plan;
    const width = plan.left.fields.length;
    const used = ordered(needed);
    const left = this.#pruneSide(plan.left, [
      ...plan.leftKeys,
      ...(time === null ? [] : [time.left]),
      ...used.filter((column) => column < width),
    ]);
    const ofRight = used.filter((column) => column >= width).map((column) => column - width);
    const right = this.#pruneSide(
      plan.right,
      time === null
        ? [...plan.rightKeys, ...ofRight]
        : [...Array(Math.max(...plan.rightKeys, time.right, ...ofRight) + 1).keys()],
    );
    const newWidth = left.plan.fields.length;
    const pruned = timeJoinPlan(left.plan, right.plan, {
      ...plan,
      leftKeys: plan.leftKeys.map(left.at),
      rightKeys: plan.rightKeys.map(right.at),
      time:
        time === null ? null : { ...time, left: left.at(time.left), right: right.at(time.right) },
    });
    const at = (column: number): number =>
      column < width ? left.at(column) : newWidth + right.at(column - width);
    return { plan: pruned, at };
  }

  /** A column that is needed is so in every input. */
  #pruneUnion(plan: LogicalUnion, needed: Columns): Pruned {
    const kept = needed.size === 0 ? [0] : ordered(needed);
    const inputs = plan.inputs.map((input) => {
      const { plan: pruned, at } = this.#prune(input, new Set(kept));
      return pickColumns(pruned, kept.map(at));
    });
    const fields = kept.flatMap((column) => plan.fields[column] ?? []);
    return { plan: { ...plan, inputs, fields }, at: positionIn(kept) };
  }

  /** A node that looks at whole rows: all columns of its inputs are needed. */
  #pruneWhole(plan: LogicalPlan): Pruned {
    return { plan: mapInputs(plan, (input) => this.keepAll(input)), at: (column) => column };
  }

  /**
   * Functions that nobody asks for go. Where ties of the order can change an answer, all columns
   * decide them and are needed.
   */
  #pruneOver(plan: LogicalOver, needed: Columns): Pruned {
    const width = plan.input.fields.length;
    const isWanted = plan.calls.map((_, call) => needed.has(width + call));
    const calls = plan.calls.filter((_, call) => isWanted[call]);
    const below = ordered(needed).filter((column) => column < width);
    if (calls.length === 0) return this.#prune(plan.input, new Set(below));
    const wanted: LogicalOver = { ...plan, calls };
    const all = isSettled(wanted) ? [...below, ...columnsOfOver(wanted)] : plan.input.fields.keys();
    const side = this.#pruneSide(plan.input, [...all]);
    const newWidth = side.plan.fields.length;
    const callsBefore = (call: number): number => isWanted.slice(0, call).filter(Boolean).length;
    return {
      plan: overPlan(side.plan, mapOverColumns(wanted, side.at)),
      at: (column) => (column < width ? side.at(column) : newWidth + callsBefore(column - width)),
    };
  }

  /** All calls stay, also those whose values nothing looks at: they say how many rows there are. */
  #pruneTableFunction(plan: LogicalTableFunction, needed: Columns): Pruned {
    const { calls, kept: before, ordinality } = plan;
    const width = before.length;
    const kept = before.filter((_, i) => needed.has(i));
    const args = calls.flatMap((call) => call.arguments);
    const side = this.#pruneSide(plan.input, [...kept, ...args]);
    const isNumbered = ordinality && needed.has(plan.fields.length - 1);
    const pruned = tableFunctionPlan(side.plan, {
      ...plan,
      kept: kept.map(side.at),
      calls: calls.map((call) => ({ ...call, arguments: call.arguments.map(side.at) })),
      ordinality: isNumbered,
    });
    const at = (column: number): number =>
      column < width ? kept.indexOf(before[column] as number) : column - width + kept.length;
    return { plan: pruned, at };
  }

  /** A plan with all its columns. */
  keepAll(plan: LogicalPlan): LogicalPlan {
    const all = [...plan.fields.keys()];
    const { plan: pruned, at } = this.#prune(plan, new Set(all));
    return pickColumns(pruned, all.map(at));
  }

  /** A side of a join without any column that is not needed: the join keeps what it gets. */
  #pruneSide(side: LogicalPlan, columns: readonly number[]): Pruned {
    const kept = ordered(new Set(columns));
    const { plan, at } = this.#prune(side, new Set(kept));
    return { plan: pickColumns(plan, kept.map(at)), at: positionIn(kept) };
  }
}

function pruneScan(plan: LogicalScan, needed: Columns): Pruned {
  const kept = needed.size === 0 ? [cheapestColumn(plan)] : ordered(needed);
  const pruned: LogicalScan = {
    ...plan,
    columns: kept.map((column) => plan.columns[column] as number),
    fields: kept.flatMap((column) => plan.fields[column] ?? []),
  };
  return { plan: pruned, at: positionIn(kept) };
}

/** Where rows are only counted, a column of fixed width stands for them. */
function cheapestColumn({ fields }: LogicalScan): number {
  return Math.max(
    0,
    fields.findIndex(({ type }) => storageOf(type) !== 'text'),
  );
}

function ordered(columns: Columns): readonly number[] {
  return [...columns].sort((a, b) => a - b);
}

function union(columns: Columns, others: readonly number[]): Columns {
  return new Set([...columns, ...others]);
}

function positionIn(kept: readonly number[]): (column: number) => number {
  const positions = new Map(kept.map((column, i) => [column, i]));
  return (column) => positions.get(column) as number;
}
