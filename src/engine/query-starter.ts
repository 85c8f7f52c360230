import type { Clock } from '../common/clock.ts';
import type { Batch } from '../data/batch.ts';
import type { PhysicalPlan, ScanNode } from '../planner/physical/physical-plan.ts';
import { ChangeInput, sourceFailed } from './change-input.ts';
import { droppedRelation } from './dropped-relation.ts';
import { type ResultState, resultState } from './result-state.ts';
import type { Rounds } from './rounds.ts';
import { RunningQuery } from './running-query.ts';
import type { ScanInput } from './scan-input.ts';
import type { SourceCache } from './source-cache.ts';
import type { StoredRelation } from './stored-relation.ts';
import { StreamInput } from './stream-input.ts';

/** Rows behind the rounds that a query makes up for while they wait for it. */
const joinRowsMax = 131_072;

export type QueryStarterOptions = {
  readonly clock: Clock;
  readonly rounds: Rounds;
  readonly sources: SourceCache;
  readonly report: (line: string) => void;
  /** The log of a stream or table, by relation id. */
  readonly store: (id: string) => StoredRelation | null;
  /** The running query behind a table or materialized view, by relation id. */
  readonly relation: (id: string) => RunningQuery | null;
};

/** Takes one portion of what the past brings; `epoch` is the one that it leads to. */
export type Part = (changes: Batch, epoch: number) => Promise<void> | void;

/** How a query is to be started. */
export type StartRequest = {
  readonly name: string;
  readonly plan: PhysicalPlan;
  /** Whether the result is kept, so that it can be read as a whole. */
  readonly keep: boolean;
  /** `now`: rows that are there already are left out. */
  readonly from: 'start' | 'now';
  /** Told what the past brings, portion by portion, where the result is not kept. */
  readonly past?: Part | undefined;
  /** Called when the query exists, before it reads anything. */
  readonly made?: ((query: RunningQuery) => void) | undefined;
};

/** Makes queries run: ties their scans to logs and to other queries, and brings them up to the rounds. */
export class QueryStarter {
  readonly #options: QueryStarterOptions;

  constructor(options: QueryStarterOptions) {
    this.#options = options;
  }

  /**
   * Starts a query and resolves when it has caught up and stands in the rounds, or has failed.
   * @throws SqlError 55000 when it reads a query that has failed, 42P01 when what it reads is gone.
   */
  async start(request: StartRequest): Promise<RunningQuery> {
    const { rounds } = this.#options;
    const query = await rounds.between(() => this.make(request, rounds.cut.ends));
    request.made?.(query);
    await this.resume(query, request.past);
    return query;
  }

  /** A query that has read nothing yet; must be called between rounds. `now` is where 'now' is. */
  make(
    { name, plan, keep, from }: StartRequest,
    now: ReadonlyMap<string, readonly number[]>,
  ): RunningQuery {
    const inputs = new Map<number, ScanInput>();
    for (const [index, node] of plan.nodes.entries()) {
      if (node.kind !== 'scan') continue;
      inputs.set(index, this.#input(node, from, now.get(node.relation)));
    }
    const { clock, report } = this.#options;
    const result: ResultState | null = keep
      ? resultState({ fields: plan.output.fields }, plan.output.mode)
      : null;
    return new RunningQuery({ name, plan, inputs, result, clock, report });
  }

  /** Brings a query outside of the rounds up to them; `part` is told what comes on the way. */
  async resume(query: RunningQuery, part: Part | undefined): Promise<void> {
    const { rounds } = this.#options;
    const take: Part = part ?? ((changes) => query.result?.apply(changes));
    let live = false;
    while (!live && query.error === null && !query.isClosed) {
      const { cut } = rounds;
      await query.advance(cut, (changes) => take(changes, cut.epoch));
      live = await rounds.between(() => this.#join(query));
    }
  }

  /** Takes the query into the rounds when little is missing. All the others wait meanwhile: nothing here waits for a reader. */
  async #join(query: RunningQuery): Promise<boolean> {
    const { rounds } = this.#options;
    const { cut } = rounds;
    if (query.error !== null || query.isClosed) return true;
    if (query.rowsLeft(cut) > joinRowsMax) return false;
    await query.advance(cut);
    if (query.error !== null || query.isClosed) return true;
    rounds.add(query);
    query.publish(cut);
    return true;
  }

  #input(
    node: ScanNode,
    from: StartRequest['from'],
    now: readonly number[] | undefined,
  ): ScanInput {
    const { store, relation, sources } = this.#options;
    const upstream = relation(node.relation);
    if (upstream !== null) {
      if (upstream.error !== null) throw sourceFailed(node.relationName, upstream.error);
      return new ChangeInput(upstream, node, from);
    }
    const stored = store(node.relation);
    if (stored === null) throw droppedRelation(node.relationName);
    const start = from === 'now' ? now : undefined;
    return new StreamInput({
      store: stored,
      node,
      sources: sources.open(stored, node),
      from: start,
    });
  }
}
