import type { Batch } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import { type EvaluationSettings, plainSettings } from '../../functions/evaluation-env.ts';
import { noSession } from '../../functions/session-facts.ts';
import { sessionValue } from '../../planner/bind/statement-inputs.ts';
import type { ScanNode } from '../../planner/physical/physical-plan.ts';
import type { EngineContext } from '../engine-context.ts';
import { collectObjects } from './collect-objects.ts';
import { catalogAnswers } from './functions/catalog-answers.ts';
import { systemBatch } from './system-batch.ts';
import { ownerName, type SystemObjects } from './system-objects.ts';

/** What one run of a statement sees of what there is: all of it as it was when it was first asked for. */
export class SystemReader {
  /** What expressions may know of session and catalog. */
  readonly settings: EvaluationSettings;
  readonly #context: EngineContext;
  readonly #parameters: readonly Datum[];
  #objects: SystemObjects | null = null;

  constructor(context: EngineContext, parameters: readonly Datum[]) {
    this.#context = context;
    this.#parameters = parameters;
    const answers = catalogAnswers(() => this.#gathered());
    this.settings = { ...plainSettings(), session: { ...noSession, catalog: answers } };
  }

  /** The rows of a relation of the system; null for other relations. */
  batch(node: ScanNode): Batch | null {
    return systemBatch(node, () => this.#gathered());
  }

  #gathered(): SystemObjects {
    this.#objects ??= collectObjects(this.#context, this.#context.catalog.view, {
      user: this.#user(),
      searchPath: ['public'],
      settings: () => [],
    });
    return this.#objects;
  }

  #user(): string {
    const user = sessionValue(this.#parameters, 'current_user', []);
    return typeof user === 'string' ? user : ownerName;
  }
}
