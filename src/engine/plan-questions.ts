import type { CatalogReader } from '../catalog/definition.ts';
import type { Datum } from '../data/sql-type.ts';
import type { PlanContext } from '../planner/api.ts';
import type { EngineSession } from './session/session.ts';

/** A question that a plan was made by the answer of. */
export type Question = { readonly ask: (of: Asked) => unknown; readonly answer: unknown };

/** Whom the questions are put to: catalog, session and row counts of a statement. */
export type Asked = {
  readonly catalog: CatalogReader;
  readonly rowCount: NonNullable<PlanContext['rowCount']>;
  readonly session: EngineSession | undefined;
};

/** Catalog, row counts and functions of the session that note what they are asked. */
export type Recorded = Pick<Asked, 'catalog' | 'rowCount'> & {
  readonly functions: EngineSession['functions'];
};

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

/** Whether all questions are answered as they were. */
export function holds(questions: readonly Question[], asked: Asked): boolean {
  return questions.every(({ ask, answer }) => ask(asked) === answer);
}

/** Takes down what is asked while a query is planned. */
export class Questions {
  readonly all: Question[] = [];
  /** Whether they can be asked again, and answered alike. */
  areRepeatable = true;
  readonly #asked: Asked;

  constructor(asked: Asked) {
    this.#asked = asked;
    for (const name of settings) this.#ask(({ session }) => session?.setting(name));
  }

  /** What answers as those who are asked do. */
  recorded(): Recorded {
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
      functions,
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
