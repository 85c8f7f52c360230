import type { Batch } from '../../data/batch.ts';
import { type EvaluationSettings, seededChance } from '../../functions/evaluation-env.ts';
import { noSession } from '../../functions/session-facts.ts';
import type { ScanNode } from '../../planner/physical/physical-plan.ts';
import type { EngineContext } from '../engine-context.ts';
import { sessionZoneName } from '../session/zone-setting.ts';
import type { StatementOptions } from '../statement-options.ts';
import { collectObjects } from './collect-objects.ts';
import { catalogAnswers } from './functions/catalog-answers.ts';
import { systemBatch } from './system-batch.ts';
import type { SystemObjects } from './system-objects.ts';

/** What one run of a statement sees of what there is: all of it as it was when it was first asked for. */
export class SystemReader {
  /** What expressions may know of session and catalog. */
  readonly settings: EvaluationSettings;
  readonly #context: EngineContext;
  readonly #session: StatementOptions['session'];
  #objects: SystemObjects | null = null;
  #sleepMicros = 0;

  constructor(context: EngineContext, { session }: Pick<StatementOptions, 'session'>) {
    this.#context = context;
    this.#session = session;
    const facts = session?.facts ?? noSession;
    const catalog = catalogAnswers(() => this.#gathered());
    this.settings = {
      timeZone: sessionZoneName(session),
      session: {
        ...facts,
        catalog,
        sequences: context.sequences.answers(context.catalog, session),
      },
      sleep: (micros) => {
        this.#sleepMicros += micros;
      },
      ...seededChance(BigInt(Math.trunc(context.clock.nowMicros()))),
    };
  }

  /** The rows of a relation of the system; null for other relations. */
  batch(node: ScanNode): Batch | null {
    return systemBatch(node, () => this.#gathered());
  }

  /** What the statement was asked to wait, microseconds. */
  get sleepMicros(): number {
    return this.#sleepMicros;
  }

  #gathered(): SystemObjects {
    const { user, searchPath } = this.settings.session;
    this.#objects ??= collectObjects(this.#context, this.#context.catalog, {
      user,
      searchPath,
      settings: () => this.#session?.settings.all() ?? [],
    });
    return this.#objects;
  }
}
