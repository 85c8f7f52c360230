import type { Batch, Field } from '../../data/batch.ts';
import { nullVector } from '../../data/null-vector.ts';
import type { Vector } from '../../data/vector.ts';
import type { Forget, JoinNode, OuterJoin } from '../../planner/physical/physical-plan.ts';
import { MatchTable, type Settled } from '../state/match-table.ts';
import { timesOf } from './hop.ts';
import { joinedWeights, type MatchedRows } from './matched-rows.ts';
import type { StateSize } from './operator.ts';

/**
 * What outer, semi and anti joins know beyond the pairs: which rows of a side have a partner. An
 * outer row that has none comes out with NULLs for the other side; it is taken back when the first
 * partner comes and returns when the last one goes. Stateful: keeps the distinct rows of each side
 * that it tells of; with a time bound, those that can still change.
 */
export class JoinMatches {
  /** Whether the pairs themselves are in the result. */
  readonly showsPairs: boolean;
  readonly #fields: readonly Field[];
  readonly #left: Side | null;
  readonly #right: Side | null;

  constructor({ fields, leftForget, rightForget }: JoinNode, outer: OuterJoin) {
    const { type, leftWidth, leftLagMicros, rightLagMicros } = outer;
    this.#fields = fields;
    this.showsPairs = type !== 'semi' && type !== 'anti';
    const left = fields.slice(0, leftWidth);
    const right = fields.slice(leftWidth);
    const tells = type === 'semi' ? 'matched' : 'unmatched';
    this.#left =
      type === 'right'
        ? null
        : {
            table: new MatchTable(left, tells),
            before: [],
            after: right,
            forget: leftForget,
            lagMicros: leftLagMicros,
          };
    this.#right =
      type === 'right' || type === 'full'
        ? {
            table: new MatchTable(right, 'unmatched'),
            before: left,
            after: [],
            forget: rightForget,
            lagMicros: rightLagMicros,
          }
        : null;
  }

  /** Takes rows of a side, late ones that meet nothing too. */
  addRows(port: number, batch: Batch): void {
    const side = port === 0 ? this.#left : this.#right;
    side?.table.addRows(batch);
  }

  addPairs(pairs: MatchedRows): void {
    const weights = joinedWeights(pairs);
    this.#left?.table.addPairs(pairs.left, pairs.leftRows, weights);
    this.#right?.table.addPairs(pairs.right, pairs.rightRows, weights);
  }

  /** Emits what has changed in this step, then forgets what can change no more. */
  endStep(left: number, right: number, emit: (batch: Batch) => void): void {
    this.#endSide(this.#left, left, right, emit);
    this.#endSide(this.#right, right, left, emit);
  }

  stateSize(): StateSize {
    const tables = [this.#left, this.#right].flatMap((side) => side?.table ?? []);
    return {
      rows: tables.reduce((sum, { size }) => sum + size, 0),
      bytes: tables.reduce((sum, { stateBytes }) => sum + stateBytes, 0),
    };
  }

  #endSide(side: Side | null, own: number, other: number, emit: (batch: Batch) => void): void {
    if (side === null) return;
    const changes = side.table.takeChanges();
    if (changes !== null) {
      const { rowCount, columns } = changes;
      const nulls = ({ type }: Field): Vector => nullVector(type, rowCount);
      emit({
        ...changes,
        schema: { fields: this.#fields },
        columns: [...side.before.map(nulls), ...columns, ...side.after.map(nulls)],
      });
    }
    side.table.forget(settledAt(side, own, other));
  }
}

type Side = {
  readonly table: MatchTable;
  /** What stands before and after the side's columns. */
  readonly before: readonly Field[];
  readonly after: readonly Field[];
  readonly forget: Forget | null;
  readonly lagMicros: number | null;
};

/** A row is settled when no partner can come, and neither can the row itself be taken back. */
function settledAt({ forget, lagMicros }: Side, own: number, other: number): Settled | null {
  if (forget === null || lagMicros === null) return null;
  const { column, slackMicros } = forget;
  return (columns) => {
    const { values, nulls } = timesOf(columns[column] as Vector);
    return (row) => {
      if (nulls !== null && nulls[row] === 1) return false;
      const time = values[row] as number;
      return time + slackMicros < other && time + lagMicros < own;
    };
  };
}
