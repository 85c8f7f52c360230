import { assert, unreachable } from '../common/assert.ts';
import type { SqlError } from '../common/sql-error.ts';
import type { Batch, Schema } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import { vectorFromDatums } from '../data/vector-datum.ts';
import { type EvaluationSettings, envAt, plainSettings } from '../functions/evaluation-env.ts';
import type { EvaluationEnv } from '../functions/scalar-function.ts';
import { inputsOf } from '../planner/physical/node-inputs.ts';
import type { PhysicalNode, PhysicalPlan, ValuesNode } from '../planner/physical/physical-plan.ts';
import { type NodeMeasure, NodeMeasures } from './node-measures.ts';
import { AggregateOperator } from './operators/aggregate.ts';
import { AppendTopOperator, isAppendTop } from './operators/append-top.ts';
import { AsOfJoinOperator } from './operators/as-of-join.ts';
import { InheritedWindowAggregateOperator } from './operators/inherited-window-aggregate.ts';
import { JoinOperator } from './operators/join.ts';
import { LookupJoinOperator } from './operators/lookup-join.ts';
import { MapOperator } from './operators/map.ts';
import type { Operator, OperatorContext, StateSize } from './operators/operator.ts';
import { overTask } from './operators/over.ts';
import { PartitionOperator } from './operators/partition-operator.ts';
import { RecursionOperator } from './operators/recursion.ts';
import { SetOperationOperator } from './operators/set-operation.ts';
import { TableFunctionOperator } from './operators/table-function.ts';
import { TemporalFilterOperator } from './operators/temporal-filter.ts';
import { topTask } from './operators/top.ts';
import { UnionOperator } from './operators/union.ts';
import { UpsertOperator } from './operators/upsert.ts';
import { windowOperator } from './operators/window-operator.ts';
import { WindowedAggregateOperator } from './operators/windowed-aggregate.ts';
import type { GroupKernels } from './state/group-table.ts';
import { consolidate, rowKernels } from './state/row-set.ts';

/** What a step of a dataflow answers. */
export class StepResult {
  /** The net change of the result, in as many batches as it came in: no row twice, none of weight zero. */
  readonly batches: readonly Batch[];
  readonly watermarkMicros: number;

  constructor(batches: readonly Batch[], watermarkMicros: number) {
    this.batches = batches;
    this.watermarkMicros = watermarkMicros;
  }

  /** The same as one batch, copied together where there are several; null for none. */
  get changes(): Batch | null {
    return this.batches.length === 0 ? null : concatBatches(this.batches);
  }
}

/** Rows that failed, by SQLSTATE, with their summed weights. */
export type FailureCounts = ReadonlyMap<string, number>;

/**
 * A physical plan at work: one operator per node. A step is fed with `take`, any number of batches
 * per scan, and ended with `endStep`; operators run to completion in the order of the plan.
 * Synchronous and without any reference to files, clocks or threads.
 */
export class Dataflow {
  readonly plan: PhysicalPlan;
  /** Told of every batch that an operator hands on, of its rows those of the result; what it throws ends the step. */
  onPass: ((out: Batch | null) => void) | null = null;
  readonly #operators: readonly (Operator | null)[];
  readonly #users: readonly (readonly User[])[];
  readonly #measures: NodeMeasures;
  #out: Batch[] = [];
  #kernels: GroupKernels | null = null;
  readonly #failures = new Map<string, number>();
  readonly #reasons = new Map<string, SqlError>();
  #lateRows = 0;
  #watermarks: readonly number[] = [];
  #started = false;
  #env: EvaluationEnv;

  /**
   * `settings` are the time zone, the session and the source of chance; UTC and nobody when left
   * out. `nowMs` is a clock to measure the nodes by: they take no time without one.
   */
  constructor(
    plan: PhysicalPlan,
    settings: EvaluationSettings = plainSettings(),
    nowMs: () => number = () => 0,
  ) {
    this.plan = plan;
    this.#measures = new NodeMeasures(plan.nodes.length, nowMs);
    const { timeZone = settings.timeZone } = plan;
    this.#env = envAt(0, { ...settings, timeZone });
    this.#users = usersOf(plan);
    this.#operators = plan.nodes.map((node, index) => makeOperator(node, this.#context(index)));
  }

  get schema(): Schema {
    return { fields: this.plan.output.fields };
  }

  get failures(): FailureCounts {
    return this.#failures;
  }

  /** Why the first row of a SQLSTATE failed, where that is known in words. */
  get failureReasons(): ReadonlyMap<string, SqlError> {
    return this.#reasons;
  }

  get lateRows(): number {
    return this.#lateRows;
  }

  /**
   * Sets the epoch's clock reading, which now() answers until the next call, and what
   * clock_timestamp() looks at.
   */
  setNow(nowMicros: number, wallMicros: () => number = () => nowMicros): void {
    this.#env = { ...this.#env, nowMicros, wallMicros };
  }

  /** Gives rows to a scan node. */
  take(scan: number, batch: Batch): void {
    assert(this.plan.nodes[scan]?.kind === 'scan', 'batches enter at scans');
    if (batch.rowCount > 0) this.#deliver(scan, batch);
  }

  /** Ends the step, given the watermark of each scan by its node number. */
  endStep(scanWatermarks: ReadonlyMap<number, number>): StepResult {
    const slices = this.endStepInSlices(scanWatermarks);
    const batches: Batch[] = [];
    for (;;) {
      const { done, value } = slices.next();
      if (done === true) {
        return batches.length === 0
          ? value
          : new StepResult([...batches, ...value.batches], value.watermarkMicros);
      }
      batches.push(...value);
    }
  }

  /**
   * Ends the step a portion at a time: where operators make many rows of few, it yields in between,
   * with what has come out so far where nothing of it can be taken back. Whoever has enough of it
   * may leave the rest undone, and the dataflow with it.
   */
  *endStepInSlices(
    scanWatermarks: ReadonlyMap<number, number>,
  ): Generator<readonly Batch[], StepResult> {
    const appends = this.plan.output.mode === 'append';
    const watermarks: number[] = [];
    for (const [index, node] of this.plan.nodes.entries()) {
      if (!this.#started && node.kind === 'values') this.#deliver(index, valuesBatch(node));
      const operator = this.#operators[index];
      const inputs = inputsOf(node).map((input) => watermarks[input] as number);
      const source = node.kind === 'scan' ? (scanWatermarks.get(index) ?? -Infinity) : Infinity;
      while (this.#works(index, inputs)) yield appends ? this.#takeOutput() : [];
      const outer = this.#measures.enter(index);
      watermarks.push(operator ? operator.endStep(inputs) : source);
      this.#measures.leave(outer);
    }
    this.#started = true;
    this.#watermarks = watermarks;
    return new StepResult(this.#takeOutput(), watermarks[this.plan.root] as number);
  }

  /** What each node has done so far, by node. */
  measures(): readonly NodeMeasure[] {
    return this.#measures.all();
  }

  /** The watermark that each node has told at the end of the last step; none before the first. */
  get watermarks(): readonly number[] {
    return this.#watermarks;
  }

  /** When the clock alone changes the result, microseconds since 1970; Infinity for never. */
  dueMicros(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const operator of this.#operators) due = Math.min(due, operator?.dueMicros?.() ?? due);
    return due;
  }

  /** What each operator holds, by node. */
  stateSizes(): readonly StateSize[] {
    return this.#operators.map((operator) => operator?.stateSize() ?? { rows: 0, bytes: 0 });
  }

  /** Batches of inserts alone are handed on as they are: nothing in them can cancel. */
  #takeOutput(): readonly Batch[] {
    const out = this.#out;
    this.#out = [];
    if (out.every((batch) => batch.weights === null)) return out;
    this.#kernels ??= rowKernels(this.schema);
    const net = consolidate(this.schema, out, this.#kernels);
    return net === null ? [] : [net];
  }

  #context(index: number): OperatorContext {
    return {
      emit: (batch) => this.#deliver(index, batch),
      fail: (code, weight, reason) => {
        if (!this.#failures.has(code)) this.#keepReason(code, reason?.() ?? null);
        this.#failures.set(code, (this.#failures.get(code) ?? 0) + weight);
      },
      countLate: (rows) => {
        this.#lateRows += rows;
      },
      env: () => this.#env,
      nested: (plan) => this.#nested(plan),
    };
  }

  #nested(plan: PhysicalPlan): Dataflow {
    const nested = new Dataflow(plan, this.#env);
    nested.setNow(this.#env.nowMicros, this.#env.wallMicros);
    return nested;
  }

  #keepReason(code: string, reason: SqlError | null): void {
    if (reason?.code === code) this.#reasons.set(code, reason);
  }

  /** Whether an operator has done a portion of its step and has more to do. */
  #works(index: number, inputs: readonly number[]): boolean {
    const operator = this.#operators[index];
    if (operator?.work === undefined) return false;
    const outer = this.#measures.enter(index);
    const more = operator.work(inputs);
    this.#measures.leave(outer);
    return more;
  }

  #deliver(from: number, batch: Batch): void {
    const measures = this.#measures;
    measures.gave(from, batch.rowCount);
    for (const { node, port } of this.#users[from] ?? []) {
      measures.took(node, batch.rowCount);
      const outer = measures.enter(node);
      this.#operators[node]?.take(port, batch);
      measures.leave(outer);
    }
    const isOut = from === this.plan.root;
    if (isOut) this.#out.push(batch);
    this.onPass?.(isOut ? batch : null);
  }
}

/** A node that takes another's output, and at which port. */
type User = { readonly node: number; readonly port: number };

function usersOf(plan: PhysicalPlan): User[][] {
  const users: User[][] = plan.nodes.map(() => []);
  for (const [node, each] of plan.nodes.entries()) {
    for (const [port, input] of inputsOf(each).entries()) users[input]?.push({ node, port });
  }
  return users;
}

function makeOperator(node: PhysicalNode, context: OperatorContext): Operator | null {
  switch (node.kind) {
    case 'scan':
    case 'values':
      return null;
    case 'map':
      return new MapOperator(node, context);
    case 'temporal':
      return new TemporalFilterOperator(node, context);
    case 'hop':
      return windowOperator(node, context);
    case 'aggregate':
      if (node.window !== null) return new WindowedAggregateOperator(node, context);
      if (node.windowEndKey !== null) return new InheritedWindowAggregateOperator(node, context);
      return new AggregateOperator(node, context);
    case 'join':
      return new JoinOperator(node, context);
    case 'asOfJoin':
      return new AsOfJoinOperator(node, context);
    case 'lookupJoin':
      return new LookupJoinOperator(node, context);
    case 'upsert':
      return new UpsertOperator(node, context);
    case 'union':
      return new UnionOperator(node, context);
    case 'setOperation':
      return new SetOperationOperator(node, context);
    case 'top':
      if (isAppendTop(node)) return new AppendTopOperator(node, context);
      return new PartitionOperator(topTask(node), context);
    case 'over':
      return new PartitionOperator(overTask(node), context);
    case 'tableFunction':
      return new TableFunctionOperator(node, context);
    case 'recursion':
      return new RecursionOperator(node, context);
    default:
      return unreachable(node);
  }
}

function valuesBatch(node: ValuesNode): Batch {
  const columns = node.fields.map((field, c) =>
    vectorFromDatums(
      field.type,
      node.rows.map((row) => row[c] ?? null),
    ),
  );
  return {
    schema: { fields: node.fields },
    rowCount: node.rows.length,
    columns,
    weights: null,
    late: null,
  };
}
