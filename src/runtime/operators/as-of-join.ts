import type { Batch, Field } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { AsOfJoinNode } from '../../planner/physical/time-join-node.ts';
import {
  bareBatch,
  compactRows,
  hasNull,
  isWorthCompacting,
  type KeptRow,
  keyColumns,
} from '../state/kept-rows.ts';
import { KeyedState } from '../state/keyed-state.ts';
import { TimeHeap } from '../state/time-heap.ts';
import { type AskingRow, firstFrom, putRow, type TimedRow } from '../state/versions.ts';
import { timesOf } from './hop.ts';
import { JoinedRows } from './joined-rows.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/** What is kept of one key: rows of both sides in the order of their times. */
type History = {
  key: number;
  readonly versions: TimedRow[];
  readonly rows: AskingRow[];
  /** From which time on answers may have changed in this step; Infinity for none. */
  changedFrom: number;
  isTouched: boolean;
  /** Whether it waits to forget rows, and versions. */
  hasRowsDue: boolean;
  hasVersionsDue: boolean;
};

/**
 * As-of join: each left row beside the newest right row of its key that is not newer than it; of
 * several of one time the last in the order of its columns. The sum of outputs is the answer over
 * the sum of inputs: a left row is taken back and comes again when its version changes. Stateful:
 * keeps both sides. A left row is forgotten when the watermark of the right side has passed it, a
 * version when that of the left side has passed the one after it. Late rows that could be of a time
 * forgotten already are left out and counted, so that the answer does not hang on how inputs are cut.
 */
export class AsOfJoinOperator implements Operator {
  readonly #node: AsOfJoinNode;
  readonly #context: OperatorContext;
  readonly #histories: KeyedState<History>;
  readonly #output: JoinedRows;
  /** Keys by the time at which something of them can be forgotten. */
  readonly #due = { rows: new TimeHeap<History>(), versions: new TimeHeap<History>() };
  #touched: History[] = [];
  #kept = 0;
  #pinned = 0;

  constructor(node: AsOfJoinNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    const keyFields = node.rightKeys.map((key) => node.fields[node.leftWidth + key] as Field);
    this.#histories = new KeyedState(keyFields, [...keyFields.keys()]);
    this.#output = new JoinedRows(node.fields, node.leftWidth);
  }

  take(port: number, batch: Batch): void {
    const isLeft = port === 0;
    const { leftKeys, rightKeys, leftTime, rightTime } = this.#node;
    const columns = keyColumns(batch, isLeft ? leftKeys : rightKeys);
    const keys = this.#histories.locate(columns, batch.rowCount);
    const { values, nulls } = timesOf(batch.columns[isLeft ? leftTime : rightTime] as Vector);
    const bare = bareBatch(batch);
    this.#pinned += batch.rowCount;
    for (let row = 0; row < batch.rowCount; row += 1) {
      const weight = batch.weights === null ? 1 : (batch.weights[row] as number);
      const timed = { batch: bare, row, time: values[row] as number, weight };
      if (nulls?.[row] === 1 || hasNull(columns, row)) this.#tellAlone(isLeft, timed);
      else if (this.#isTooLate(isLeft, timed, batch.late?.[row])) this.#context.countLate(1);
      else this.#put(isLeft, keys[row] as number, timed);
    }
  }

  endStep(watermarks: readonly number[]): number {
    const [left, right] = watermarks as readonly [number, number];
    for (const history of this.#touched) this.#answer(history);
    this.#touched = [];
    for (const batch of this.#output.take()) this.#context.emit(batch);
    this.#forgetRows(right);
    this.#forgetVersions(left);
    this.#histories.settle((history, key) => {
      history.key = key;
    });
    this.#compact();
    return Math.min(left, right);
  }

  stateSize(): StateSize {
    const rowBytes = 96;
    return { rows: this.#kept, bytes: this.#histories.stateBytes + this.#kept * rowBytes };
  }

  /** A row that can have no version is told at once and not kept. */
  #tellAlone(isLeft: boolean, row: TimedRow): void {
    if (isLeft && this.#node.outer) this.#output.add(row, null, row.weight);
  }

  /** Whether a row could be of a time that is forgotten, given the watermark that it came behind. */
  #isTooLate(isLeft: boolean, { time }: TimedRow, watermark = -Infinity): boolean {
    const { leftLagMicros, rightLagMicros } = this.#node;
    const lag = isLeft ? leftLagMicros : rightLagMicros;
    return lag !== null && time + lag < watermark;
  }

  #put(isLeft: boolean, key: number, timed: TimedRow): void {
    let history = this.#histories.get(key);
    if (history === undefined) {
      history = newHistory(key);
      this.#histories.set(key, history);
    }
    const { leftMode, rightMode } = this.#node;
    const isNew = isLeft
      ? putRow(history.rows, { ...timed, told: null, toldWeight: 0 }, leftMode === 'updating')
      : putRow(history.versions, timed, rightMode === 'updating');
    if (isNew) this.#kept += 1;
    history.changedFrom = Math.min(history.changedFrom, timed.time);
    if (history.isTouched) return;
    history.isTouched = true;
    this.#touched.push(history);
  }

  /** Tells what has changed for the rows of a key, and when something of it can be forgotten. */
  #answer(history: History): void {
    const { versions, rows, changedFrom } = history;
    history.changedFrom = Infinity;
    history.isTouched = false;
    if (this.#node.rightMode === 'updating') this.#dropGone(versions);
    const first = firstFrom(rows, changedFrom);
    const start = (rows[first] as AskingRow | undefined)?.time ?? 0;
    let next = firstFrom(versions, start);
    for (let i = first; i < rows.length; i += 1) {
      const row = rows[i] as AskingRow;
      while (this.#isVersionOf(versions[next], row.time)) next += 1;
      this.#tell(row, versions[next - 1] ?? null);
    }
    if (this.#node.leftMode === 'updating') this.#dropGone(rows);
    if (rows.length + versions.length === 0) this.#histories.delete(history.key);
    this.#queueRows(history);
    this.#queueVersions(history);
  }

  #isVersionOf(version: TimedRow | undefined, time: number): boolean {
    if (version === undefined) return false;
    return this.#node.strict ? version.time < time : version.time <= time;
  }

  #tell(row: AskingRow, version: TimedRow | null): void {
    if (row.told === version && row.toldWeight === row.weight) return;
    if (row.told === version) this.#tellChange(row, version, row.weight - row.toldWeight);
    else {
      this.#tellChange(row, row.told, -row.toldWeight);
      this.#tellChange(row, version, row.weight);
    }
    row.told = version;
    row.toldWeight = row.weight;
  }

  #tellChange(row: KeptRow, version: KeptRow | null, weight: number): void {
    if (weight === 0 || (version === null && !this.#node.outer)) return;
    this.#output.add(row, version, weight);
  }

  #dropGone(rows: TimedRow[]): void {
    let kept = 0;
    for (const row of rows) {
      if (row.weight === 0) continue;
      rows[kept] = row;
      kept += 1;
    }
    this.#kept -= rows.length - kept;
    rows.length = kept;
  }

  #queueRows(history: History): void {
    const { rightLagMicros } = this.#node;
    const first = history.rows[0];
    if (rightLagMicros === null || first === undefined || history.hasRowsDue) return;
    history.hasRowsDue = true;
    this.#due.rows.add(first.time + rightLagMicros, history);
  }

  #queueVersions(history: History): void {
    const { leftLagMicros } = this.#node;
    const second = history.versions[1];
    if (leftLagMicros === null || second === undefined || history.hasVersionsDue) return;
    history.hasVersionsDue = true;
    this.#due.versions.add(second.time + leftLagMicros, history);
  }

  /** Left rows whose version can change no more. */
  #forgetRows(watermark: number): void {
    for (;;) {
      const history = this.#due.rows.takeBefore(watermark);
      if (history === undefined) return;
      history.hasRowsDue = false;
      const { key, rows, versions } = history;
      const end = firstFrom(rows, watermark - (this.#node.rightLagMicros ?? 0));
      rows.splice(0, end);
      this.#kept -= end;
      this.#queueRows(history);
      this.#queueVersions(history);
      const isEmpty = rows.length + versions.length === 0;
      if (isEmpty && this.#histories.get(key) === history) this.#histories.delete(key);
    }
  }

  /** Versions before the last that a left row to come can have, and that those here have. */
  #forgetVersions(watermark: number): void {
    for (;;) {
      const history = this.#due.versions.takeBefore(watermark);
      if (history === undefined) return;
      history.hasVersionsDue = false;
      const { versions, rows } = history;
      const passed = watermark - (this.#node.leftLagMicros ?? 0);
      const end = firstFrom(versions, Math.min(passed, rows[0]?.time ?? passed)) - 1;
      // While rows of the time are kept, they may need it again.
      if (end <= 0) continue;
      versions.splice(0, end);
      this.#kept -= end;
      this.#queueVersions(history);
    }
  }

  #compact(): void {
    if (!isWorthCompacting(this.#pinned, this.#kept)) return;
    const left: KeptRow[] = [];
    const right = new Set<KeptRow>();
    for (const { rows, versions } of this.#histories.values()) {
      for (const row of rows) {
        left.push(row);
        if (row.told !== null) right.add(row.told);
      }
      for (const version of versions) right.add(version);
    }
    this.#pinned = compactRows(left) + compactRows(right);
  }
}

function newHistory(key: number): History {
  return {
    key,
    versions: [],
    rows: [],
    changedFrom: Infinity,
    isTouched: false,
    hasRowsDue: false,
    hasVersionsDue: false,
  };
}
