import type { TableDefinition } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import type { Identifier, StatementNode } from '../parser/ast.ts';
import { print } from '../parser/print.ts';
import type { PlanContext } from './api.ts';
import { columnNumbers, defineColumns } from './define/define-columns.ts';

type CreateTable = Extract<StatementNode, { kind: 'createTable' }>;

/** What the catalog is to know of a table. @throws SqlError 42701, 42703, 42704, 42P16, 0A000 */
export function defineTable(
  statement: CreateTable,
  { parameters }: PlanContext,
): Omit<TableDefinition, 'id'> {
  const { fields, defaults } = defineColumns(statement.columns, parameters);
  const primaryKey = columnNumbers(
    keyColumns(statement),
    fields,
    (name) => `column "${name}" named in key does not exist`,
  );
  return {
    kind: 'table',
    name: statement.name.parts.at(-1) as string,
    fields: fields.map((field, i) => (primaryKey.includes(i) ? required(field) : field)),
    sql: print(statement),
    primaryKey,
    defaults,
  };
}

/** The key is said once: at one column, or in a clause of its own. */
function keyColumns({ columns, primaryKey, name }: CreateTable): readonly Identifier[] {
  const marked = columns.filter((column) => column.primaryKey).map((column) => column.name);
  const extra = primaryKey.length > 0 ? marked[0] : marked[1];
  if (extra === undefined) return primaryKey.length > 0 ? primaryKey : marked;
  throw new SqlError(
    sqlState.invalidTableDefinition,
    `multiple primary keys for table "${name.parts.at(-1)}" are not allowed`,
    { hint: 'Name several columns in one PRIMARY KEY (…).', position: extra.position },
  );
}

function required(field: Field): Field {
  return { ...field, nullable: false };
}
