import type { Batch } from '../../data/batch.ts';
import type { LookupJoinNode } from '../../planner/physical/time-join-node.ts';
import {
  bareBatch,
  compactRows,
  hasNull,
  isSameRow,
  isWorthCompacting,
  type KeptRow,
  keyColumns,
} from '../state/kept-rows.ts';
import { KeyedState } from '../state/keyed-state.ts';
import { JoinedRows } from './joined-rows.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/** A row of the right side and how often it stands there. */
type Entry = KeptRow & { weight: number };
type Entries = { key: number; rows: Entry[] };

/**
 * Join with the current rows of the right side. The left side decides: its rows come out once, with
 * what the right side holds at the end of the step that brings them, and nothing that happens there
 * later changes them. Stateful: keeps the right side.
 */
export class LookupJoinOperator implements Operator {
  readonly #node: LookupJoinNode;
  readonly #context: OperatorContext;
  readonly #entries: KeyedState<Entries>;
  readonly #output: JoinedRows;
  #waiting: Batch[] = [];
  /** Whether the right side has ever taken a row back. */
  #takesBack = false;
  #rows = 0;
  #pinned = 0;

  constructor(node: LookupJoinNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    const keyFields = node.rightKeys.map(
      (key) => node.fields[node.leftWidth + key] as (typeof node.fields)[number],
    );
    this.#entries = new KeyedState(keyFields, [...keyFields.keys()]);
    this.#output = new JoinedRows(node.fields, node.leftWidth);
  }

  take(port: number, batch: Batch): void {
    if (port === 0) this.#waiting.push(batch);
    else this.#keep(batch);
  }

  endStep(watermarks: readonly number[]): number {
    for (const batch of this.#waiting) this.#join(batch);
    this.#waiting = [];
    for (const batch of this.#output.take()) this.#context.emit(batch);
    this.#entries.settle((entries, key) => {
      entries.key = key;
    });
    this.#compact();
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    const rowBytes = 64;
    return { rows: this.#rows, bytes: this.#entries.stateBytes + this.#rows * rowBytes };
  }

  #keep(batch: Batch): void {
    const columns = keyColumns(batch, this.#node.rightKeys);
    const keys = this.#entries.locate(columns, batch.rowCount);
    const bare = bareBatch(batch);
    this.#pinned += batch.rowCount;
    this.#takesBack ||= batch.weights !== null;
    for (let row = 0; row < batch.rowCount; row += 1) {
      if (hasNull(columns, row)) continue;
      const weight = batch.weights === null ? 1 : (batch.weights[row] as number);
      this.#change(keys[row] as number, bare, row, weight);
    }
  }

  #change(key: number, batch: Batch, row: number, weight: number): void {
    let entries = this.#entries.get(key);
    if (entries === undefined) {
      entries = { key, rows: [] };
      this.#entries.set(key, entries);
    }
    const { rows } = entries;
    const at = this.#takesBack ? rows.findIndex((each) => isSameRow(each, batch, row)) : -1;
    const known = rows[at];
    if (known === undefined) {
      rows.push({ batch, row, weight });
      this.#rows += 1;
      return;
    }
    known.weight += weight;
    if (known.weight !== 0) return;
    rows.splice(at, 1);
    this.#rows -= 1;
    if (rows.length === 0) this.#entries.delete(entries.key);
  }

  #join(batch: Batch): void {
    const columns = keyColumns(batch, this.#node.leftKeys);
    const keys = this.#entries.locate(columns, batch.rowCount);
    for (let row = 0; row < batch.rowCount; row += 1) {
      const weight = batch.weights === null ? 1 : (batch.weights[row] as number);
      const found = hasNull(columns, row) ? undefined : this.#entries.get(keys[row] as number);
      let isMet = false;
      for (const each of found?.rows ?? []) {
        if (each.weight <= 0) continue;
        isMet = true;
        this.#output.add({ batch, row }, each, weight * each.weight);
      }
      if (!isMet && this.#node.outer) this.#output.add({ batch, row }, null, weight);
    }
  }

  #compact(): void {
    if (!isWorthCompacting(this.#pinned, this.#rows)) return;
    this.#pinned = compactRows(this.#all());
  }

  *#all(): Generator<KeptRow> {
    for (const { rows } of this.#entries.values()) yield* rows;
  }
}
