import { systemClock } from '../../src/common/clock.ts';
import type { Batch, Field } from '../../src/data/batch.ts';
import type { Cut } from '../../src/engine/cut.ts';
import { resultState } from '../../src/engine/result-state.ts';
import { RunningQuery } from '../../src/engine/running-query.ts';
import type { ScanInput } from '../../src/engine/scan-input.ts';
import type { PhysicalPlan } from '../../src/planner/physical/physical-plan.ts';
import { buildBatch } from './build-batch.ts';

const fields: readonly Field[] = [{ name: 'n', type: { kind: 'bigint' }, nullable: false }];

const scan = {
  kind: 'scan',
  relation: 's1',
  relationName: 's',
  columns: [0],
  watermark: null,
  fields,
} as const;

const plan: PhysicalPlan = {
  nodes: [scan],
  root: 0,
  output: {
    fields,
    key: [0],
    mode: 'updating',
    emit: 'changes',
    order: [],
    limit: null,
    offset: 0,
  },
};

/** The cut of an epoch; `ended`: nothing comes after it. */
export function cutOf(epoch: number, ended = false): Cut {
  return {
    epoch,
    nowMicros: epoch,
    ends: new Map(),
    ended: new Set(ended ? ['s1'] : []),
    written: Promise.resolve(),
  };
}

/** A query of one column whose changes a test hands in: what it is fed is what comes out. */
export class FedQuery implements ScanInput {
  readonly query: RunningQuery;
  readonly reports: string[] = [];
  isInputClosed = false;
  /** Thrown by the next reading. */
  failure: Error | null = null;
  watermarkMicros = 0;
  readonly #waiting: Batch[] = [];

  constructor() {
    this.query = new RunningQuery({
      name: 'fed',
      plan,
      inputs: new Map([[0, this]]),
      result: resultState({ fields }, 'updating'),
      clock: systemClock,
      report: (line) => this.reports.push(line),
    });
  }

  /** Rows that come in with the next step, with weights where some are taken back. */
  feed(rows: readonly number[], weights: readonly number[] | null = null): void {
    const datums = rows.map((row) => [BigInt(row)]);
    this.#waiting.push(buildBatch(fields, datums, { weights }));
  }

  /** Takes the query through an epoch. */
  async round(epoch: number, ended = false): Promise<void> {
    await this.query.advance(cutOf(epoch, ended));
    this.query.publish(cutOf(epoch, ended));
  }

  readonly hasNews = (): boolean => true;
  readonly rowsLeft = (): number => this.#waiting.reduce((sum, batch) => sum + batch.rowCount, 0);
  readonly next = (): Batch | null => {
    if (this.failure !== null) throw this.failure;
    return this.#waiting.shift() ?? null;
  };
  readonly watermark = (): number => this.watermarkMicros;
  readonly reachedMicros = (): number => 0;
  readonly isEnded = ({ ended }: Cut): boolean => ended.size > 0;
  readonly waitingFor = (): null => null;
  readonly close = (): void => {
    this.isInputClosed = true;
  };
}
