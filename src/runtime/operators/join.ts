import type { Batch } from '../../data/batch.ts';
import { gatherBatch, gatherVector } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { Forget, JoinNode } from '../../planner/physical/physical-plan.ts';
import { JoinTrace } from '../state/join-trace.ts';
import { timesOf } from './hop.ts';
import { JoinMatches } from './join-matches.ts';
import { JoinResidual } from './join-residual.ts';
import {
  joinedLate,
  joinedWeights,
  type MatchedRows,
  openRows,
  selectRows,
} from './matched-rows.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/**
 * Join. The pairs are bilinear: a change of one side meets all that the other side has had, so the
 * sum of outputs is the join of the sums; without keys every pair is looked at. What an outer, semi
 * or anti join tells of rows without a partner (`JoinMatches`) comes out at the end of the step.
 * Keeps both sides; with a time bound, only the rows that
 * a later row of the other side can still meet. A late row meets the rows that the watermark it
 * came with would have let stand, whichever of the two came first, so that the answer does not
 * hang on how the inputs were cut.
 */
export class JoinOperator implements Operator {
  readonly #node: JoinNode;
  readonly #context: OperatorContext;
  readonly #sides: readonly [Side, Side];
  readonly #residual: JoinResidual | null;
  readonly #matches: JoinMatches | null;

  constructor(node: JoinNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#sides = [
      sideOf(node.leftKeys, node.leftForget),
      sideOf(node.rightKeys, node.rightForget),
    ];
    this.#residual = node.residual === null ? null : new JoinResidual(node.residual);
    this.#matches = node.outer === undefined ? null : new JoinMatches(node, node.outer);
  }

  take(port: number, batch: Batch): void {
    const isLeft = port === 0;
    const [own, other] = isLeft ? this.#sides : [this.#sides[1], this.#sides[0]];
    this.#matches?.addRows(port, batch);
    const rows = this.#dropLate(batch, own.forget);
    if (rows === null) return;
    const [left, right] = this.#sides;
    other.trace.match(rows, own.keys, (chunk, pairs) => {
      const matched = isLeft
        ? { left: rows, right: chunk, leftRows: pairs.left, rightRows: pairs.right }
        : { left: chunk, right: rows, leftRows: pairs.right, rightRows: pairs.left };
      this.#emit(openRows(matched, left.forget, right.forget));
    });
    own.trace.add(rows);
  }

  endStep(watermarks: readonly number[]): number {
    const [left, right] = watermarks as readonly [number, number];
    this.#matches?.endStep(left, right, this.#context.emit);
    this.#sides[0].trace.endStep(right);
    this.#sides[1].trace.endStep(left);
    return Math.min(left, right);
  }

  stateSize(): StateSize {
    const [left, right] = this.#sides;
    const matches = this.#matches?.stateSize();
    return {
      rows: left.trace.rows + right.trace.rows + (matches?.rows ?? 0),
      bytes: left.trace.bytes + right.trace.bytes + (matches?.bytes ?? 0),
    };
  }

  /** Late rows that could already have been forgotten when they came are left out and counted. */
  #dropLate(batch: Batch, forget: Forget | null): Batch | null {
    if (batch.late === null || forget === null) return batch;
    const { values, nulls } = timesOf(batch.columns[forget.column] as Vector);
    const open: number[] = [];
    for (let i = 0; i < batch.rowCount; i += 1) {
      const isNull = nulls !== null && nulls[i] === 1;
      if (isNull || (values[i] as number) + forget.slackMicros >= (batch.late[i] as number)) {
        open.push(i);
      }
    }
    if (open.length === batch.rowCount) return batch;
    this.#context.countLate(batch.rowCount - open.length);
    return open.length === 0 ? null : gatherBatch(batch, Int32Array.from(open), open.length);
  }

  #emit(matched: MatchedRows): void {
    const rows = this.#filter(matched);
    const count = rows.leftRows.length;
    if (count === 0) return;
    if (this.#matches !== null) {
      this.#matches.addPairs(rows);
      if (!this.#matches.showsPairs) return;
    }
    const { left, right, leftRows, rightRows } = rows;
    this.#context.emit({
      schema: { fields: this.#node.fields },
      rowCount: count,
      columns: [
        ...left.columns.map((column) => gatherVector(column, leftRows, count)),
        ...right.columns.map((column) => gatherVector(column, rightRows, count)),
      ],
      weights: joinedWeights(rows),
      late: joinedLate(rows),
    });
  }

  /** The pairs for which the residual is true: looked at before any column is gathered that it does not read. */
  #filter(matched: MatchedRows): MatchedRows {
    if (this.#residual === null || matched.leftRows.length === 0) return matched;
    const { selection, errors } = this.#residual.run(matched, this.#context.env());
    if (errors.length > 0) {
      const weights = joinedWeights(matched);
      for (const { row, code } of errors) this.#context.fail(code, weights?.[row] ?? 1);
    }
    return selection === null ? matched : selectRows(matched, selection);
  }
}

type Side = {
  readonly keys: readonly number[];
  readonly forget: Forget | null;
  readonly trace: JoinTrace;
};

function sideOf(keys: readonly number[], forget: Forget | null): Side {
  return { keys, forget, trace: new JoinTrace(keys, forget) };
}
