import { type Clock, sleep } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch, Schema } from '../data/batch.ts';
import type { PhysicalPlan } from '../planner/physical/physical-plan.ts';
import { Dataflow } from '../runtime/dataflow.ts';
import type { StateSize } from '../runtime/operators/operator.ts';
import { consolidate } from '../runtime/state/row-set.ts';
import { awaitedScans } from './awaited-scans.ts';
import type { Cut } from './cut.ts';
import type { MeasuredDataflow } from './measured-dataflow.ts';
import type { Output, OutputReader } from './output.ts';
import type { ResultState } from './result-state.ts';
import type { PartitionReading, ScanInput } from './scan-input.ts';

/** A step of a query that catches up ends after so many rows: windows close and state is forgotten. */
const stepRowsMax = 1_048_576;

/** The same for a query whose results are sent on and not kept: a step is one portion. */
const sentStepRowsMax = 1;

/** Rows that a query takes at once; between two portions it gives way to the event loop. */
const portionRowsMax = 65_536;

/** Rows that come and go by the clock do so together, so far apart. */
const clockStepMicros = 50_000;

export type RunningQueryOptions = {
  /** For messages: the name of a view, or 'query'. */
  readonly name: string;
  readonly plan: PhysicalPlan;
  /** One per scan node, by node number. */
  readonly inputs: ReadonlyMap<number, ScanInput>;
  /** The result to keep; null when nobody reads it as a whole. */
  readonly result: ResultState | null;
  readonly clock: Clock;
  readonly report: (line: string) => void;
};

/** Who is told what came out of a query. Calls come after the result state has changed. */
export type ResultListener = {
  readonly published: (cut: Cut, changes: Batch | null) => void;
  readonly failed: (error: SqlError) => void;
  /** All inputs have ended: nothing more will come. */
  readonly finished: () => void;
};

/**
 * A continuous query at work: a dataflow with its inputs. `advance` takes it to a cut; what came
 * out waits until `publish` shows it, so that all queries of a round change together.
 */
export class RunningQuery {
  readonly name: string;
  readonly result: ResultState | null;
  readonly #dataflow: Dataflow;
  readonly #inputs: ReadonlyMap<number, ScanInput>;
  readonly #awaited: ReadonlySet<number>;
  readonly #clock: Clock;
  readonly #report: (line: string) => void;
  readonly #readers = new Set<OutputReader>();
  readonly #listeners = new Set<ResultListener>();
  /** What the steps towards a cut have brought. */
  #pending: Batch[] = [];
  /** What readers have been handed and nobody else has seen yet. */
  #unpublished: Output[] = [];
  #epoch = 0;
  #watermark = Number.NEGATIVE_INFINITY;
  /** The watermark of the last step; that of the last cut published is `#watermark`. */
  #reachedMicros = Number.NEGATIVE_INFINITY;
  /** With EMIT EVERY, until when nothing more is to come out, and whether something waits for that. */
  #pausedUntilMicros = Number.NEGATIVE_INFINITY;
  #isHeld = false;
  /** The clock of the cut that it was taken to last. */
  #advancedMicros = Number.NEGATIVE_INFINITY;
  #started = false;
  #finished = false;
  #error: SqlError | null = null;
  #rowsRead = 0;
  #rowsToRead = 0;
  #closed = false;

  constructor(options: RunningQueryOptions) {
    this.name = options.name;
    this.result = options.result;
    const { plan, clock } = options;
    this.#dataflow = new Dataflow(plan, undefined, () => clock.monotonicMs());
    this.#inputs = options.inputs;
    this.#awaited = awaitedScans(plan);
    this.#clock = options.clock;
    this.#report = options.report;
  }

  get schema(): Schema {
    return this.#dataflow.schema;
  }

  get plan(): PhysicalPlan {
    return this.#dataflow.plan;
  }

  /** The epoch of the last cut that was published. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The watermark of the last cut that was published. */
  get watermarkMicros(): number {
    return this.#watermark;
  }

  /** What was handed to readers after the last cut that was published. */
  get unpublished(): readonly Output[] {
    return this.#unpublished;
  }

  get isFinished(): boolean {
    return this.#finished;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get error(): SqlError | null {
    return this.#error;
  }

  /** Rows that came too late for a window or a join. */
  get lateRows(): number {
    return this.#dataflow.lateRows;
  }

  /** Rows that failed, by SQLSTATE. */
  get failures(): ReadonlyMap<string, number> {
    return this.#dataflow.failures;
  }

  /** Why the first row of a SQLSTATE failed, where that is known in words. */
  get failureReasons(): ReadonlyMap<string, SqlError> {
    return this.#dataflow.failureReasons;
  }

  /** 0 … 1: how much of what is to be caught up with has been read. */
  get progress(): number {
    return this.#rowsToRead === 0 ? 1 : Math.min(1, this.#rowsRead / this.#rowsToRead);
  }

  get rowsRead(): number {
    return this.#rowsRead;
  }

  /** Bytes of operators and result. */
  get stateBytes(): number {
    const operators = this.#dataflow.stateSizes().reduce((sum, { bytes }) => sum + bytes, 0);
    return operators + (this.result?.bytes() ?? 0);
  }

  /** What each operator holds, by node. */
  get stateSizes(): readonly StateSize[] {
    return this.#dataflow.stateSizes();
  }

  /** The dataflow at work, to be looked at. */
  get measured(): MeasuredDataflow {
    return this.#dataflow;
  }

  /** Where it stands in the partitions that it reads itself. */
  get partitions(): readonly PartitionReading[] {
    return [...this.#inputs.values()].flatMap((input) => input.partitions?.() ?? []);
  }

  /** In words, what holds results back; null when nothing does. */
  waitingFor(): string | null {
    const { emit } = this.plan.output;
    for (const input of this.#inputs.values()) {
      const reason = input.waitingFor(emit === 'final');
      if (reason !== null) return reason;
    }
    return null;
  }

  addReader(reader: OutputReader): void {
    this.#readers.add(reader);
  }

  removeReader(reader: OutputReader): void {
    this.#readers.delete(reader);
  }

  addListener(listener: ResultListener): void {
    this.#listeners.add(listener);
  }

  removeListener(listener: ResultListener): void {
    this.#listeners.delete(listener);
  }

  /** Whether a cut brings this query anything. */
  needsStep(cut: Cut): boolean {
    if (this.#error !== null || this.#closed || this.#finished) return false;
    if (!this.#started || this.#dataflowDueMicros <= cut.nowMicros) return true;
    for (const input of this.#inputs.values()) {
      if (!input.hasNews(cut)) continue;
      this.#isHeld = cut.nowMicros < this.#pausedUntilMicros;
      return !this.#isHeld;
    }
    return false;
  }

  /** When the clock alone brings this query anything, microseconds since 1970; Infinity for never. */
  dueMicros(): number {
    let due = Number.POSITIVE_INFINITY;
    if (this.#error !== null || this.#closed || this.#finished) return due;
    if (this.#isHeld) return this.#pausedUntilMicros;
    due = this.#dataflowDueMicros;
    for (const input of this.#inputs.values()) due = Math.min(due, input.dueMicros?.() ?? due);
    return due;
  }

  /** Rows go by the clock a few at a time, so that a round is not spent on each. */
  get #dataflowDueMicros(): number {
    const pauses = this.#advancedMicros + clockStepMicros;
    const due = this.#dataflow.dueMicros();
    return due === Number.POSITIVE_INFINITY ? due : Math.max(due, pauses, this.#pausedUntilMicros);
  }

  /** Rows still to be read up to a cut. */
  rowsLeft(cut: Cut): number {
    let rows = 0;
    for (const input of this.#inputs.values()) rows += input.rowsLeft(cut);
    return rows;
  }

  /**
   * Takes everything up to the cut. `portion` is told what each step of a long way brought, which
   * is not published then, and may hold it up. Never rejects: a failure is kept in `error`.
   */
  async advance(cut: Cut, portion?: (changes: Batch) => Promise<void> | void): Promise<void> {
    if (this.#error !== null) return;
    const { everyMicros } = this.plan.output;
    this.#advancedMicros = cut.nowMicros;
    this.#isHeld = false;
    if (everyMicros !== undefined) this.#pausedUntilMicros = cut.nowMicros + everyMicros;
    try {
      this.#dataflow.setNow(cut.nowMicros);
      this.#rowsToRead = this.#rowsRead + this.rowsLeft(cut);
      while (!this.#closed && (await this.#step(cut, portion)));
      if (this.#closed) return;
      this.#pass(cut);
    } catch (error) {
      this.fail(this.#asFailure(error));
    }
  }

  /** Shows what came out up to the cut: the result changes and listeners are told. Never throws. */
  publish(cut: Cut): void {
    if (this.#error !== null || this.#closed || this.#isHeld) return;
    try {
      this.#show(cut);
    } catch (error) {
      this.fail(this.#asFailure(error));
    }
  }

  /** Ends the query with an error, and all that read it. */
  fail(error: SqlError): void {
    if (this.#error !== null || this.#closed) return;
    this.#error = error;
    this.#report(`${this.name} has failed: ${error.code} ${error.message}`);
    this.#closeInputs();
    for (const listener of [...this.#listeners]) listener.failed(error);
  }

  /** Ends the query because what it stands for is dropped. */
  end(): void {
    for (const listener of [...this.#listeners]) listener.finished();
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.#closeInputs();
    this.#listeners.clear();
  }

  #closeInputs(): void {
    for (const input of this.#inputs.values()) input.close();
  }

  #show(cut: Cut): void {
    const outputs = this.#unpublished;
    this.#unpublished = [];
    const changes = this.#sum(outputs.flatMap((output) => output.changes ?? []));
    this.#epoch = cut.epoch;
    this.#watermark = outputs.at(-1)?.watermarkMicros ?? this.#watermark;
    if (changes !== null) this.result?.apply(changes);
    for (const listener of this.#listeners) listener.published(cut, changes);
    if (this.#finished || this.#inputs.size === 0) return;
    const isOver = [...this.#inputs].every(
      ([node, input]) => !this.#awaited.has(node) || input.isEnded(cut),
    );
    if (!isOver) return;
    this.#finished = true;
    for (const listener of [...this.#listeners]) listener.finished();
  }

  get #stepRowsMax(): number {
    return this.result === null ? sentStepRowsMax : stepRowsMax;
  }

  /** One step of limited rows; whether there is more up to the cut. */
  async #step(cut: Cut, portion?: (changes: Batch) => Promise<void> | void): Promise<boolean> {
    let rows = 0;
    let more = true;
    while (rows < this.#stepRowsMax && more && !this.#closed) {
      const taken = await this.#takePortion(cut);
      rows += taken;
      more = taken > 0;
      if (more && rows >= portionRowsMax) await sleep(this.#clock, 0);
    }
    if (this.#closed) return false;
    const { batches, watermarkMicros } = this.#dataflow.endStep(this.#watermarks(cut));
    this.#started = true;
    this.#reachedMicros = watermarkMicros;
    this.#rowsRead += rows;
    if (portion === undefined) this.#pending.push(...batches);
    else for (const batch of batches) await portion(batch);
    return more;
  }

  /**
   * Takes rows from the input whose event time is furthest behind; how many. What is only looked up
   * goes before all others: a row must find everything that was there when it came.
   */
  async #takePortion(cut: Cut): Promise<number> {
    const behind = [...this.#inputs]
      .filter(([, input]) => input.rowsLeft(cut) > 0)
      .toSorted(([, a], [, b]) => compare(a.reachedMicros(), b.reachedMicros()))
      .toSorted(([a], [b]) => Number(this.#awaited.has(a)) - Number(this.#awaited.has(b)));
    for (const [node, input] of behind) {
      const taken = input.next(cut, portionRowsMax);
      const batch = taken instanceof Promise ? await taken : taken;
      if (batch === null) continue;
      this.#dataflow.take(node, batch);
      return batch.rowCount;
    }
    for (const input of this.#inputs.values()) void input.next(cut, portionRowsMax);
    return 0;
  }

  #watermarks(cut: Cut): ReadonlyMap<number, number> {
    const watermarks = new Map<number, number>();
    for (const [node, input] of this.#inputs) watermarks.set(node, input.watermark(cut));
    return watermarks;
  }

  /** Hands the output to the queries that read this one. */
  #pass(cut: Cut): void {
    const changes = this.#sum(this.#pending);
    this.#pending = [];
    const output: Output = { epoch: cut.epoch, changes, watermarkMicros: this.#reachedMicros };
    for (const reader of this.#readers) reader.push(output);
    if (this.#unpublished.at(-1)?.changes === null) this.#unpublished.pop();
    this.#unpublished.push(output);
  }

  #sum(changes: readonly Batch[]): Batch | null {
    return changes.length <= 1 ? (changes[0] ?? null) : consolidate(this.schema, changes);
  }

  #asFailure(error: unknown): SqlError {
    if (error instanceof SqlError) return error;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#report(`internal error in ${this.name}: ${text}`);
    return new SqlError(sqlState.internalError, `internal error in ${this.name}`, {
      hint: "The server's log has the details.",
    });
  }
}

/** −∞ before everything; equal ones keep their order. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
