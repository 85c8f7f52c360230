import { SqlError, sqlState } from '../common/sql-error.ts';
import { type Batch, type Schema, sliceBatch } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import type { ScanNode } from '../planner/physical/physical-plan.ts';
import type { Cut } from './cut.ts';
import type { Output } from './output.ts';
import type { RunningQuery } from './running-query.ts';
import type { ScanInput } from './scan-input.ts';

/** Rows of changes that wait for a reader at most: one that is further behind fails. */
const waitingRowsMax = 4_194_304;

/**
 * The changelog of another query as input: first its result at the moment of opening (left out
 * when it begins with what comes from now on), then its changes epoch by epoch. Must be opened
 * between two rounds.
 */
export class ChangeInput implements ScanInput {
  readonly #source: RunningQuery;
  readonly #node: ScanNode;
  readonly #schema: Schema;
  readonly #rowsMax: number;
  readonly #queue: Output[] = [];
  /** Rows in the queue, and how many of its first entry are taken. */
  #rows = 0;
  #rowsTaken = 0;
  #isTooFarBehind = false;
  /** Before the result is taken it says nothing: its rows are of all times. */
  #watermark = Number.NEGATIVE_INFINITY;

  constructor(source: RunningQuery, node: ScanNode, from: 'start' | 'now' = 'start') {
    this.#source = source;
    this.#node = node;
    this.#schema = { fields: node.fields };
    const changes = from === 'start' ? (source.result?.batch() ?? null) : null;
    const { epoch, watermarkMicros } = source;
    this.#rowsMax = waitingRowsMax + (changes?.rowCount ?? 0);
    for (const output of [{ epoch, changes, watermarkMicros }, ...source.unpublished]) {
      this.#add(output);
    }
    source.addReader(this);
  }

  /** Called by the source when it has reached a cut. */
  push(output: Output): void {
    const last = this.#queue.at(-1);
    const isNews = output.changes !== null || output.watermarkMicros !== this.#newestWatermark();
    // However much comes with one epoch, a reader that keeps up takes it.
    if (this.#rows > this.#rowsMax) this.#giveUp();
    else if (isNews || last === undefined) this.#add(output);
  }

  hasNews(cut: Cut): boolean {
    if (this.#source.error !== null || this.#isTooFarBehind) return true;
    const [first] = this.#queue;
    return first !== undefined && first.epoch <= cut.epoch;
  }

  rowsLeft(cut: Cut): number {
    let rows = 0;
    for (const { epoch, changes } of this.#queue) {
      if (epoch <= cut.epoch) rows += changes?.rowCount ?? 0;
    }
    return rows - this.#rowsTaken;
  }

  /** @throws SqlError 55000 when the source has failed, 53200 when too much waits: the reader fails. */
  next(cut: Cut, rowsMax: number): Batch | null {
    if (this.#source.error !== null) throw sourceFailed(this.#source.name, this.#source.error);
    if (this.#isTooFarBehind) throw tooFarBehind(this.#source.name);
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (first.epoch > cut.epoch) return null;
      const taken = first.changes === null ? null : this.#take(first.changes, rowsMax);
      if (this.#rowsTaken === (first.changes?.rowCount ?? 0)) this.#shift(first);
      if (taken !== null) return taken;
    }
    return null;
  }

  watermark(): number {
    return this.#watermark;
  }

  /** A changelog is taken whole before anything else. */
  reachedMicros(): number {
    return Number.NEGATIVE_INFINITY;
  }

  isEnded(cut: Cut): boolean {
    return this.#source.isFinished && !this.hasNews(cut);
  }

  waitingFor(): string | null {
    return this.#source.waitingFor();
  }

  close(): void {
    this.#source.removeReader(this);
  }

  #newestWatermark(): number {
    return this.#queue.at(-1)?.watermarkMicros ?? this.#watermark;
  }

  #add(output: Output): void {
    this.#queue.push(output);
    this.#rows += output.changes?.rowCount ?? 0;
  }

  #take(changes: Batch, rowsMax: number): Batch {
    const from = this.#rowsTaken;
    this.#rowsTaken = Math.min(changes.rowCount, from + rowsMax);
    return this.#project(sliceBatch(changes, from, this.#rowsTaken));
  }

  /** The first entry is done with. */
  #shift({ changes, watermarkMicros }: Output): void {
    this.#queue.shift();
    this.#rows -= changes?.rowCount ?? 0;
    this.#rowsTaken = 0;
    this.#watermark = watermarkMicros;
  }

  /** Lets go of what waits: the reader is told when it comes. */
  #giveUp(): void {
    this.#isTooFarBehind = true;
    this.#queue.length = 0;
    this.#rowsTaken = 0;
    this.close();
  }

  #project(batch: Batch): Batch {
    const columns = this.#node.columns.map((column) => batch.columns[column] as Vector);
    return { ...batch, schema: this.#schema, columns };
  }
}

function tooFarBehind(name: string): SqlError {
  return new SqlError(sqlState.outOfMemory, `too many changes of "${name}" wait to be read`, {
    detail: `At most ${waitingRowsMax} rows are kept for a query that is behind.`,
    hint: 'Read faster, or ask for less.',
  });
}

/** The error of a query that reads one that has failed. */
export function sourceFailed(name: string, error: SqlError): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, `"${name}" has failed`, {
    detail: `${error.code}: ${error.message}.`,
    hint: 'Drop it and create it again.',
  });
}
