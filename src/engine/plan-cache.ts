import type { CatalogReader } from '../catalog/definition.ts';
import type { Datum } from '../data/sql-type.ts';
import type { QueryNode } from '../parser/ast.ts';
import type { PlanContext, PlannedQuery } from '../planner/api.ts';
import { withInputs } from '../planner/bind/statement-inputs.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { EngineSession } from './session/session.ts';

/** A question that a plan was made by the answer of. */
type Question = { readonly ask: (of: Asked) => unknown; readonly answer: unknown };

/** Whom the questions are put to: catalog, session and row counts of a statement. */
type Asked = {
  readonly catalog: CatalogReader;
  readonly rowCount: NonNullable<PlanContext['rowCount']>;
  readonly session: EngineSession | undefined;
};

type KeptPlan = { readonly plan: PlannedQuery; readonly questions: readonly Question[] };

/** By query: the plan, or null for one that was planned once. A plan goes with its tree. */
const kept = new WeakMap<QueryNode, KeptPlan | null>();

/** Settings that the meaning of a query depends on. */
const settings = [
  'search_path',
  'TimeZone',
  'DateStyle',
  'IntervalStyle',
  'millrace.disable_passes',
] as const;

/** Functions of the session that are asked again before a plan made by their answers is taken. */
const repeatable: ReadonlySet<string> = new Set([
  'version',
  'current_database',
  'current_catalog',
  'current_schema',
  'current_user',
  'current_role',
  'session_user',
  'user',
  'pg_backend_pid',
  'current_setting',
]);

/**
 * Plans a query that ends. The plan of a tree without parameters that comes again is kept, with
 * every question that was asked to make it; it is taken as long as all answers are the same.
 * @throws SqlError as `planQuery` does
 */
export function keptPlan(
  query: QueryNode,
  parameters: readonly Datum[],
  asked: Asked,
): PlannedQuery {
  if (parameters.length > 0) {
    const { catalog, rowCount } = asked;
    return planQuery(query, { catalog, parameters, mode: 'once', rowCount });
  }
  const found = kept.get(query);
  if (found !== undefined && found !== null && holds(found, asked)) return found.plan;
  if (found === undefined) {
    kept.set(query, null);
    return planOf(query, asked);
  }
  const questions = new Questions(asked);
  const plan = planOf(query, questions.recorded());
  kept.set(query, questions.areRepeatable ? { plan, questions: questions.all } : null);
  return plan;
}

function holds({ questions }: KeptPlan, asked: Asked): boolean {
  return questions.every(({ ask, answer }) => ask(asked) === answer);
}

function planOf(
  query: QueryNode,
  { catalog, rowCount, session }: Pick<Asked, 'catalog' | 'rowCount'> & { session: Functions },
): PlannedQuery {
  const functions = session?.functions ?? (() => undefined);
  const parameters = withInputs([], { types: [], session: functions, asked: null });
  return planQuery(query, { catalog, parameters, mode: 'once', rowCount });
}

type Functions = Pick<EngineSession, 'functions'> | undefined;

/** Takes down what is asked while a query is planned. */
class Questions {
  readonly all: Question[] = [];
  /** Whether they can be asked again, and answered alike. */
  areRepeatable = true;
  readonly #asked: Asked;

  constructor(asked: Asked) {
    this.#asked = asked;
    for (const name of settings) this.#ask(({ session }) => session?.setting(name));
  }

  recorded(): Parameters<typeof planOf>[1] {
    const functions = (name: string, args: readonly Datum[]): Datum | undefined => {
      if (repeatable.has(name)) return this.#ask(({ session }) => session?.functions(name, args));
      const value = this.#asked.session?.functions(name, args);
      if (value !== undefined) this.areRepeatable = false;
      return value;
    };
    return {
      catalog: this.#reader((of) => of.catalog),
      rowCount: (relation) => {
        const rows = this.#asked.rowCount(relation);
        this.all.push({ ask: (of) => magnitude(of.rowCount(relation)), answer: magnitude(rows) });
        return rows;
      },
      session: { functions },
    };
  }

  #reader(readerOf: (of: Asked) => CatalogReader): CatalogReader {
    const { system, stored, functions } = readerOf(this.#asked);
    // The system's relations and functions made by people are not worth the trouble.
    const noted = <Found>(found: Found, isNothing: boolean): Found => {
      if (!isNothing) this.areRepeatable = false;
      return found;
    };
    return {
      find: (parts) => this.#ask((of) => readerOf(of).find(parts)),
      names: () => noted(readerOf(this.#asked).names(), false),
      ...(system === undefined
        ? {}
        : {
            system: (parts) => {
              const found = system(parts);
              return noted(found, found === null);
            },
          }),
      ...(stored === undefined
        ? {}
        : { stored: this.#reader((of) => readerOf(of).stored ?? readerOf(of)) }),
      ...(functions === undefined
        ? {}
        : {
            functions: (parts) => {
              this.#ask((of) => readerOf(of).functions?.(parts).length ?? 0);
              const found = functions(parts);
              return noted(found, found.length === 0);
            },
          }),
    };
  }

  #ask<Answer>(ask: (of: Asked) => Answer): Answer {
    const answer = ask(this.#asked);
    this.all.push({ ask, answer });
    return answer;
  }
}

/** Plans by row counts hold until these are quite different. */
function magnitude(rows: number | null): number | null {
  return rows === null ? null : Math.floor(Math.log2(rows + 1) / 2);
}
