import { sqlState } from '../../common/sql-error.ts';
import type { Batch, Field } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { AggregateNode } from '../../planner/physical/physical-plan.ts';
import { otherColumns } from '../aggregate/call-columns.ts';
import { AggregateShape, AggregateTable, type CountFailures } from '../state/aggregate-table.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/**
 * GROUP BY without windows. Stateful: keeps one group per key for good. At the end of a step, for
 * every group that changed, the old result is taken back and the new one inserted; so the sum of
 * outputs is the aggregate of the sum of inputs. Without keys there is always exactly one row.
 */
export class AggregateOperator implements Operator {
  readonly #node: AggregateNode;
  readonly #table: AggregateTable;
  readonly #context: OperatorContext;

  constructor(node: AggregateNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#table = new AggregateTable(aggregateShape(node), true);
    if (node.keys.length === 0) this.#table.touchOnlyGroup();
  }

  take(_port: number, batch: Batch): void {
    updateTable(this.#table, this.#node, batch);
  }

  endStep(watermarks: readonly number[]): number {
    const changes = this.#table.takeChanges(countsFailures(this.#context));
    if (changes !== null) this.#context.emit(changes);
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return { rows: this.#table.size, bytes: this.#table.stateBytes };
  }
}

/** Results out of range are rows of the error output: a group has one as long as it is so. */
export function countsFailures(context: OperatorContext): CountFailures {
  return (groups) => context.fail(sqlState.numericValueOutOfRange, groups);
}

/** What the tables of an aggregate node hold: its keys and calls, without the window columns. */
export function aggregateShape(node: AggregateNode): AggregateShape {
  const keys = node.fields.slice(0, node.keys.length);
  const calls: readonly Field[] = node.fields.slice(node.fields.length - node.aggregates.length);
  return new AggregateShape(keys, node.aggregates, calls, node.inputMode);
}

/** Adds all rows of an input batch to a table of the node. */
export function updateTable(table: AggregateTable, node: AggregateNode, batch: Batch): void {
  const keys = node.keys.map((key) => batch.columns[key] as Vector);
  const args = node.aggregates.map(({ argument }) =>
    argument === null ? null : (batch.columns[argument] as Vector),
  );
  const others = node.aggregates.map((call) => otherColumns(call, batch.columns));
  table.update(keys, args, batch.rowCount, batch.weights, others);
}
