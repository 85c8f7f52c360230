import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch, Schema } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import type { ScanNode } from '../planner/physical/physical-plan.ts';
import type { Cut } from './cut.ts';
import type { Output } from './output.ts';
import type { RunningQuery } from './running-query.ts';
import type { ScanInput } from './scan-input.ts';

/**
 * The changelog of another query as input: first its result at the moment of opening, then its
 * changes epoch by epoch. Must be opened between two rounds.
 */
export class ChangeInput implements ScanInput {
  readonly #source: RunningQuery;
  readonly #node: ScanNode;
  readonly #schema: Schema;
  readonly #queue: Output[] = [];
  /** Before the result is taken it says nothing: its rows are of all times. */
  #watermark = Number.NEGATIVE_INFINITY;

  constructor(source: RunningQuery, node: ScanNode) {
    this.#source = source;
    this.#node = node;
    this.#schema = { fields: node.fields };
    const changes = source.result?.batch() ?? null;
    const watermarkMicros = source.watermarkMicros;
    this.#queue.push({ epoch: source.epoch, changes, watermarkMicros }, ...source.unpublished);
    source.addReader(this);
  }

  /** Called by the source when it has reached a cut. */
  push(output: Output): void {
    const last = this.#queue.at(-1);
    const isNews = output.changes !== null || output.watermarkMicros !== this.#newestWatermark();
    if (isNews || last === undefined) this.#queue.push(output);
  }

  hasNews(cut: Cut): boolean {
    if (this.#source.error !== null) return true;
    const [first] = this.#queue;
    return first !== undefined && first.epoch <= cut.epoch;
  }

  rowsLeft(cut: Cut): number {
    let rows = 0;
    for (const { epoch, changes } of this.#queue) {
      if (epoch <= cut.epoch) rows += changes?.rowCount ?? 0;
    }
    return rows;
  }

  /** @throws SqlError 55000 when the source has failed: its readers fail with it. */
  next(cut: Cut): Batch | null {
    if (this.#source.error !== null) throw sourceFailed(this.#source.name, this.#source.error);
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (first.epoch > cut.epoch) return null;
      this.#queue.shift();
      this.#watermark = first.watermarkMicros;
      if (first.changes !== null) return this.#project(first.changes);
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

  #project(batch: Batch): Batch {
    const columns = this.#node.columns.map((column) => batch.columns[column] as Vector);
    return { ...batch, schema: this.#schema, columns };
  }
}

/** The error of a query that reads one that has failed. */
export function sourceFailed(name: string, error: SqlError): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, `"${name}" has failed`, {
    detail: `${error.code}: ${error.message}.`,
    hint: 'Drop it and create it again.',
  });
}
