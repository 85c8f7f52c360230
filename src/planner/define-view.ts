import type { MaterializedViewDefinition, ViewDefinition } from '../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import type { StatementNode } from '../parser/ast.ts';
import { print, printQuery } from '../parser/print.ts';
import type { PlanContext, PlannedQuery } from './api.ts';
import { storedQuery } from './define/stored-query.ts';
import { planQuery } from './plan-query.ts';

type CreateView = Extract<StatementNode, { kind: 'createView' }>;

/** A view as the catalog keeps it, and the plan of its query. */
export type PlannedView = {
  readonly view: Omit<ViewDefinition, 'id'> | Omit<MaterializedViewDefinition, 'id'>;
  readonly planned: PlannedQuery;
};

/**
 * What the catalog is to know of a view or materialized view, with the plan that a materialized one
 * runs. @throws SqlError 42701, 42601, 0A000 and what its query raises
 */
export function defineView(statement: CreateView, context: PlanContext): PlannedView {
  if (!statement.materialized) refuseOutermost(statement);
  const planned = planQuery(statement.query, {
    ...context,
    mode: statement.materialized ? 'continuous' : context.mode,
  });
  const { output } = planned.physical;
  const fields = viewFields(statement, output.fields);
  const common = {
    name: statement.name.parts.at(-1) as string,
    fields,
    sql: print(statement),
    query: printQuery(storedQuery(statement.query, context)),
  };
  if (!statement.materialized) return { view: { kind: 'view', ...common }, planned };
  const { key, mode } = output;
  const renamed: PlannedQuery = {
    ...planned,
    physical: { ...planned.physical, output: { ...output, fields } },
  };
  const { times } = planned;
  const { timeZone } = planned.physical;
  const zone = timeZone === undefined ? {} : { timeZone };
  const view = { kind: 'materialized view', ...common, key, mode, times, ...zone } as const;
  return { view, planned: renamed };
}

/** The columns under the names that the view gives them. @throws SqlError 42601, 42701 */
function viewFields({ columns, query }: CreateView, fields: readonly Field[]): readonly Field[] {
  const extra = columns[fields.length];
  if (extra !== undefined) {
    throw new SqlError(
      sqlState.syntaxError,
      'CREATE VIEW specifies more column names than columns',
      { position: extra.position },
    );
  }
  const named = fields.map((field, i) => ({ ...field, name: columns[i]?.name ?? field.name }));
  const seen = new Set<string>();
  for (const [i, { name }] of named.entries()) {
    if (seen.has(name)) throw duplicateColumn(name, columns[i]?.position ?? placeOf(query, i));
    seen.add(name);
  }
  return named;
}

/** The place of an output column in the select list; that of the query where a star hides it. */
function placeOf(query: CreateView['query'], index: number): Position {
  const { position } = query;
  const items = query.kind === 'select' ? query.items : [];
  const hasStar = items.some(({ expression }) => expression.kind === 'star');
  return hasStar ? position : (items[index]?.position ?? position);
}

function duplicateColumn(name: string, position: Position): SqlError {
  return new SqlError(sqlState.duplicateColumn, `column "${name}" specified more than once`, {
    hint: 'Give every column of the view a name of its own, with AS.',
    position,
  });
}

/** When results come out has no place in a name for a query. */
function refuseOutermost({ query }: CreateView): void {
  if (query.emit === null || query.emit.kind === 'changes') return;
  const { kind, position } = query.emit;
  const message = `EMIT ${kind.toUpperCase()} in a view is not supported yet`;
  throw new SqlError(sqlState.featureNotSupported, message, {
    hint: 'Use it in the SELECT that reads the view.',
    position,
  });
}
