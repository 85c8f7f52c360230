import type { Batch } from '../../data/batch.ts';
import { gatherBatch, gatherVector } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { Forget, JoinNode } from '../../planner/physical/physical-plan.ts';
import { buildMapKernel, type MapKernel } from '../compile/map-kernel.ts';
import { JoinTrace } from '../state/join-trace.ts';
import type { Pairs } from '../state/pairs.ts';
import { timesOf } from './hop.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/**
 * Inner equi-join. Bilinear: a change of one side meets all that the other side has had, so the
 * sum of outputs is the join of the sums. Keeps both sides; with a time bound, only the rows that
 * a later row of the other side can still meet. A late row meets exactly the rows that it would
 * have met under the watermark it came with, so that the answer does not hang on how the input
 * was cut.
 */
export class JoinOperator implements Operator {
  readonly #node: JoinNode;
  readonly #context: OperatorContext;
  readonly #sides: readonly [Side, Side];
  readonly #residual: MapKernel | null;

  constructor(node: JoinNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#sides = [
      {
        keys: node.leftKeys,
        forget: node.leftForget,
        trace: new JoinTrace(node.leftKeys, node.leftForget),
      },
      {
        keys: node.rightKeys,
        forget: node.rightForget,
        trace: new JoinTrace(node.rightKeys, node.rightForget),
      },
    ];
    this.#residual = residualKernel(node);
  }

  take(port: number, batch: Batch): void {
    const left = port === 0;
    const own = this.#sides[left ? 0 : 1];
    const other = this.#sides[left ? 1 : 0];
    const rows = this.#dropLate(batch, own.forget);
    if (rows === null) return;
    other.trace.match(rows, own.keys, (chunk, pairs) => {
      const kept =
        rows.late === null ? pairs.count : keepOpen(pairs, rows.late, chunk, other.forget);
      if (kept === 0) return;
      const mine = gatherRows(rows, pairs.left.subarray(0, kept));
      const theirs = gatherRows(chunk, pairs.right.subarray(0, kept));
      this.#emit(left ? mine : theirs, left ? theirs : mine);
    });
    own.trace.add({ ...rows, late: null });
  }

  endStep(watermarks: readonly number[]): number {
    const [left, right] = watermarks as readonly [number, number];
    this.#sides[0].trace.endStep(right);
    this.#sides[1].trace.endStep(left);
    return Math.min(left, right);
  }

  stateSize(): StateSize {
    const [left, right] = this.#sides;
    return {
      rows: left.trace.rows + right.trace.rows,
      bytes: left.trace.bytes + right.trace.bytes,
    };
  }

  /** Late rows that could already have been forgotten when they came are left out and counted. */
  #dropLate(batch: Batch, forget: Forget | null): Batch | null {
    if (batch.late === null || forget === null) return batch;
    const { values } = timesOf(batch.columns[forget.column] as Vector);
    const open: number[] = [];
    for (let i = 0; i < batch.rowCount; i += 1) {
      if ((values[i] as number) + forget.slackMicros >= (batch.late[i] as number)) open.push(i);
    }
    if (open.length === batch.rowCount) return batch;
    this.#context.countLate(batch.rowCount - open.length);
    return open.length === 0 ? null : gatherBatch(batch, Int32Array.from(open), open.length);
  }

  #emit(left: Rows, right: Rows): void {
    const joined: Batch = {
      schema: { fields: this.#node.fields },
      rowCount: left.rowCount,
      columns: [...left.columns, ...right.columns],
      weights: multiplied(left.weights, right.weights),
      late: null,
    };
    if (this.#residual === null) {
      this.#context.emit(joined);
      return;
    }
    const { batch, errors } = this.#residual.run(joined, { nowMicros: this.#context.nowMicros() });
    for (const { row, code } of errors ?? []) this.#context.fail(code, joined.weights?.[row] ?? 1);
    if (batch !== null) this.#context.emit(batch);
  }
}

type Side = {
  readonly keys: readonly number[];
  readonly forget: Forget | null;
  readonly trace: JoinTrace;
};

type Rows = {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  readonly weights: Int32Array | null;
};

function gatherRows(batch: Batch, selection: Int32Array): Rows {
  const count = selection.length;
  return {
    rowCount: count,
    columns: batch.columns.map((column) => gatherVector(column, selection, count)),
    weights:
      batch.weights === null
        ? null
        : selection.map((row) => (batch.weights as Int32Array)[row] as number),
  };
}

function multiplied(a: Int32Array | null, b: Int32Array | null): Int32Array | null {
  if (a === null) return b;
  return b === null ? a : a.map((weight, i) => weight * (b[i] as number));
}

/** Keeps, at the front of the list, the pairs whose other row was not yet forgettable; returns how many. */
function keepOpen(pairs: Pairs, late: Float64Array, chunk: Batch, forget: Forget | null): number {
  if (forget === null) return pairs.count;
  const { values } = timesOf(chunk.columns[forget.column] as Vector);
  const { left, right } = pairs;
  let kept = 0;
  for (let i = 0; i < left.length; i += 1) {
    const row = right[i] as number;
    if ((values[row] as number) + forget.slackMicros < (late[left[i] as number] as number))
      continue;
    left[kept] = left[i] as number;
    right[kept] = row;
    kept += 1;
  }
  return kept;
}

function residualKernel(node: JoinNode): MapKernel | null {
  if (node.residual === null) return null;
  const projections = node.fields.map((field, index) => ({
    kind: 'column' as const,
    index,
    type: field.type,
    nullable: field.nullable,
  }));
  return buildMapKernel({ predicate: node.residual, projections, fields: node.fields });
}
