import { assert } from '../../common/assert.ts';
import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { AggregateNode, Window } from '../../planner/physical/physical-plan.ts';
import { type AggregateShape, AggregateTable } from '../state/aggregate-table.ts';
import { aggregateShape, countsFailures, updateTable } from './aggregate.ts';
import { assignWindows, timesOf } from './hop.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';
import { byValue, splitLate, splitRuns } from './split-rows.ts';
import { type SpansOf, windowSpans } from './window-spans.ts';
import {
  closesAt,
  lastWindowStart,
  paneMicros,
  windowStarts,
  windowStartsWithin,
} from './windows.ts';

/**
 * GROUP BY in TUMBLE and HOP windows over appended rows with a watermark. Stateful: one table of
 * groups per open window, and with overlapping windows one per pane. A window is forgotten when
 * the watermark passes its end and its grace; what has come out by then is the aggregate of all
 * its rows but the late ones. With EMIT FINAL it comes out once, at that moment; else every step
 * tells the net change. Time NULL belongs to no window.
 */
export class WindowedAggregateOperator implements Operator {
  readonly #node: AggregateNode;
  readonly #window: Window;
  readonly #shape: AggregateShape;
  readonly #context: OperatorContext;
  readonly #final: boolean;
  readonly #spans: SpansOf;
  readonly #paneMicros: number;
  /** Groups per pane; for EMIT CHANGES only those of the current step. */
  readonly #panes = new Map<number, AggregateTable>();
  /** Groups per window, by start; for EMIT FINAL over panes only what late rows added to single windows. */
  readonly #windows = new Map<number, AggregateTable>();
  #watermark = -Infinity;

  constructor(node: AggregateNode, context: OperatorContext) {
    assert(node.window, 'a windowed aggregate has a window');
    this.#node = node;
    this.#window = node.window;
    this.#context = context;
    this.#shape = aggregateShape(node);
    this.#final = node.emit === 'final';
    this.#spans = windowSpans(node.window);
    this.#paneMicros = paneMicros(node.window);
  }

  take(_port: number, batch: Batch): void {
    const { inTime, late } = splitLate(batch);
    if (inTime !== null) this.#takeInTime(inTime);
    if (late !== null) this.#takeLate(late);
  }

  endStep(watermarks: readonly number[]): number {
    const watermark = watermarks[0] as number;
    if (this.#final) this.#emitClosed(watermark);
    else this.#emitChanges(watermark);
    this.#watermark = Math.max(this.#watermark, watermark);
    return watermark - this.#window.graceMicros;
  }

  stateSize(): StateSize {
    let rows = 0;
    let bytes = 0;
    for (const tables of [this.#panes, this.#windows]) {
      for (const table of tables.values()) {
        rows += table.size;
        bytes += table.stateBytes;
      }
    }
    return { rows, bytes };
  }

  /** Whether windows are single panes without gaps, so that rows go straight to their window. */
  get #tumbling(): boolean {
    return this.#window.slideMicros === this.#window.sizeMicros;
  }

  #takeInTime(batch: Batch): void {
    const { values, nulls } = timesOf(batch.columns[this.#window.time] as Vector);
    const panes = { offset: this.#window.offsetMicros, width: this.#paneMicros };
    for (const run of splitRuns(batch, values, nulls, panes)) {
      updateTable(
        this.#tumbling ? this.#openWindow(run.id) : this.#openPane(run.id),
        this.#node,
        run.batch,
      );
    }
  }

  /** A late row counts in those of its windows that were open at the watermark it came with. */
  #takeLate(batch: Batch): void {
    const { rows, starts, lateDropped } = assignWindows(batch, this.#window, this.#spans);
    if (lateDropped > 0) this.#context.countLate(lateDropped);
    for (const run of splitRuns(
      batch,
      Float64Array.from(starts),
      null,
      byValue,
      Int32Array.from(rows),
    )) {
      updateTable(this.#openWindow(run.id), this.#node, run.batch);
    }
  }

  #openWindow(start: number, groupsExpected = 0): AggregateTable {
    return open(
      this.#windows,
      start,
      () => new AggregateTable(this.#shape, !this.#final, groupsExpected),
    );
  }

  #openPane(start: number): AggregateTable {
    return open(this.#panes, start, () => new AggregateTable(this.#shape, false));
  }

  #emitChanges(watermark: number): void {
    for (const [pane, table] of this.#panes) {
      for (const start of windowStarts(this.#window, pane)) {
        this.#openWindow(start, table.size * 2).merge(table);
      }
    }
    this.#panes.clear();
    for (const [start, table] of sorted(this.#windows)) {
      const changes = table.takeChanges(countsFailures(this.#context));
      if (changes !== null) this.#emit(start, changes);
      if (closesAt(this.#window, start) <= watermark) this.#windows.delete(start);
    }
  }

  #emitClosed(watermark: number): void {
    for (const start of this.#closing(watermark)) {
      const results = this.#wholeWindow(start).results(countsFailures(this.#context));
      if (results !== null) this.#emit(start, results);
      this.#windows.delete(start);
    }
    for (const pane of this.#panes.keys()) {
      if (closesAt(this.#window, lastWindowStart(this.#window, pane)) <= watermark)
        this.#panes.delete(pane);
    }
  }

  /** All groups of a window: its panes, and what late rows added to it alone. */
  #wholeWindow(start: number): AggregateTable {
    const parts: AggregateTable[] = [];
    const late = this.#windows.get(start);
    if (this.#tumbling && late !== undefined) return late;
    if (late !== undefined) parts.push(late);
    for (let pane = start; pane < start + this.#window.sizeMicros; pane += this.#paneMicros) {
      const part = this.#panes.get(pane);
      if (part !== undefined) parts.push(part);
    }
    const [only, ...others] = parts;
    if (only !== undefined && others.length === 0) return only;
    const groups = parts.reduce((sum, part) => sum + part.size, 0);
    const table = new AggregateTable(this.#shape, false, groups);
    for (const part of parts) table.merge(part);
    return table;
  }

  /** The starts of windows with rows that the new watermark closes, in order. */
  #closing(watermark: number): number[] {
    const before = this.#watermark;
    const { graceMicros, sizeMicros } = this.#window;
    const starts = new Set<number>();
    for (const start of this.#windows.keys()) {
      const close = closesAt(this.#window, start);
      if (close <= watermark && close > before) starts.add(start);
    }
    const span = {
      after: before - sizeMicros - graceMicros,
      to: watermark - sizeMicros - graceMicros,
    };
    for (const pane of this.#panes.keys()) {
      for (const start of windowStartsWithin(this.#window, pane, span)) starts.add(start);
    }
    return [...starts].sort((a, b) => a - b);
  }

  /** Puts window_start and window_end between the keys and the aggregates. */
  #emit(start: number, batch: Batch): void {
    const keyCount = this.#node.keys.length;
    const end = start + this.#window.sizeMicros;
    const columns: readonly Vector[] = [
      ...batch.columns.slice(0, keyCount),
      constantColumn(start, batch.rowCount),
      constantColumn(end, batch.rowCount),
      ...batch.columns.slice(keyCount),
    ];
    this.#context.emit({ ...batch, schema: { fields: this.#node.fields }, columns });
  }
}

function constantColumn(value: number, rowCount: number): Vector {
  return { kind: 'f64', values: new Float64Array(rowCount).fill(value), nulls: null };
}

function open(
  tables: Map<number, AggregateTable>,
  id: number,
  make: () => AggregateTable,
): AggregateTable {
  let table = tables.get(id);
  if (table === undefined) {
    table = make();
    tables.set(id, table);
  }
  return table;
}

/** The entries of a map by increasing number: output order must not hang on arrival order. */
function sorted<T>(map: ReadonlyMap<number, T>): [number, T][] {
  return [...map].sort(([a], [b]) => a - b);
}
