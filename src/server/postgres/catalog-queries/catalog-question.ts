import type { Schema } from '../../../data/batch.ts';
import type { StatementOutcome } from '../../../engine/api.ts';
import type { StatementText } from '../../../engine/statement-texts.ts';
import { madeOutcome } from '../session/answer.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { CatalogRow } from './catalog-row.ts';
import { databaseRows, functionRows, roleRows, schemaRows } from './object-lists.ts';
import { columnRows, indexRows, relationFacts } from './relation-details.ts';
import { foundRelations, relationRows } from './relation-lists.ts';
import { resultColumnRows } from './result-columns.ts';
import { type CatalogQuery, readCatalogQuery } from './select-items.ts';
import { viewTextRows } from './view-text.ts';

/** A question about the catalog: the columns of its answer, and the answer. */
export type CatalogQuestion = {
  readonly schema: Schema;
  readonly answer: () => Promise<StatementOutcome>;
};

/** Answers a kind of question; null when the query is not of that kind. */
type Answerer = (
  query: CatalogQuery,
  context: SessionContext,
) => readonly CatalogRow[] | Promise<readonly CatalogRow[]> | null;

/**
 * The question about the catalog that a statement asks, recognised by its structure: what psql sends
 * for \d and its like, and drivers when they connect. Null for statements that the engine is to
 * run. This stands in until the planner reads relations of a `pg_catalog`.
 */
export function catalogQuestion(
  statement: StatementText,
  context: SessionContext,
): CatalogQuestion | null {
  const query = readCatalogQuery(statement);
  if (query === null || !/\bpg_\w/.test(query.text)) return null;
  const answerers = Object.hasOwn(answerersOf, query.from) ? answerersOf[query.from] : undefined;
  const found = answerers?.find((answerer) => answerer(query, context) !== null);
  if (found === undefined) return null;
  const columns = query.items.map(({ name }) => name);
  return {
    schema: madeOutcome('SELECT', columns, []).schema ?? { fields: [] },
    answer: async () => madeOutcome('SELECT', columns, (await found(query, context)) ?? []),
  };
}

const none: Answerer = () => [];

/** What may be asked, by the first relation of FROM. */
const answerersOf: Readonly<Record<string, readonly Answerer[]>> = {
  pg_class: [relationRows, foundRelations, relationFacts, indexRows, inheritance],
  pg_attribute: [columnRows],
  pg_proc: [functionRows],
  pg_database: [databaseRows],
  pg_namespace: [schemaRows],
  pg_roles: [roleRows],
  '(': [resultColumnRows],
  '': [viewTextRows],
  ...Object.fromEntries(
    [
      'pg_am',
      'pg_constraint',
      'pg_event_trigger',
      'pg_extension',
      'pg_foreign_data_wrapper',
      'pg_foreign_server',
      'pg_inherits',
      'pg_language',
      'pg_policy',
      'pg_publication',
      'pg_rewrite',
      'pg_statistic_ext',
      'pg_subscription',
      'pg_tablespace',
      'pg_trigger',
      'pg_type',
    ].map((name) => [name, [none]]),
  ),
};

/** No relation inherits from another. */
function inheritance({ text }: CatalogQuery): readonly CatalogRow[] | null {
  return /pg_catalog\.pg_(inherits|constraint|publication|trigger|foreign_table)\b/.test(text)
    ? []
    : null;
}
