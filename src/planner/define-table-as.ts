import type { TableDefinition } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import type { QueryNode, StatementNode } from '../parser/ast.ts';
import { print } from '../parser/print.ts';
import type { PlanContext, PlannedQuery } from './api.ts';
import { planQuery } from './plan-query.ts';

type CreateTable = Extract<StatementNode, { kind: 'createTable' }>;

/** A table as the catalog is to keep it, and the plan of the query that fills it. */
export type PlannedTable = {
  readonly table: Omit<TableDefinition, 'id'>;
  readonly planned: PlannedQuery;
};

/** What the catalog is to know of a table that has the columns of a query. @throws SqlError 42601, 42701 and what the query raises */
export function defineTableAs(
  statement: CreateTable,
  query: QueryNode,
  context: PlanContext,
): PlannedTable {
  const planned = planQuery(query, context);
  const { output } = planned.physical;
  const { hidden = 0 } = output;
  const found = output.fields.slice(0, output.fields.length - hidden);
  const fields = namedFields(statement, found);
  return {
    table: {
      kind: 'table',
      name: statement.name.parts.at(-1) as string,
      fields,
      sql: print(statement),
      primaryKey: [],
      defaults: fields.map(() => null),
    },
    planned,
  };
}

function namedFields(
  { columnNames, name: { position } }: CreateTable,
  fields: readonly Field[],
): readonly Field[] {
  const extra = columnNames[fields.length];
  if (extra !== undefined) {
    throw new SqlError(sqlState.syntaxError, 'too many column names were specified', {
      position: extra.position,
    });
  }
  const seen = new Set<string>();
  return fields.map(({ name: own, type }, i) => {
    const name = columnNames[i]?.name ?? own;
    if (seen.has(name)) {
      throw new SqlError(sqlState.duplicateColumn, `column "${name}" specified more than once`, {
        hint: 'Give every column of the query a name of its own, with AS.',
        position,
      });
    }
    seen.add(name);
    return { name, type, nullable: true };
  });
}
