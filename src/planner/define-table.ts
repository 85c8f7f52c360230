import type { TableDefinition } from '../catalog/definition.ts';
import type { Field } from '../data/batch.ts';
import type { Identifier, StatementNode } from '../parser/ast.ts';
import { print } from '../parser/print.ts';
import type { PlanContext } from './api.ts';
import { columnNumbers, defineColumns } from './define/define-columns.ts';

type CreateTable = Extract<StatementNode, { kind: 'createTable' }>;

/** What the catalog is to know of a table. @throws SqlError 42701, 42703, 42704, 0A000 */
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

/** The key is said once, as the parser has seen to: at columns, or in a clause of its own. */
function keyColumns({ columns, primaryKey }: CreateTable): readonly Identifier[] {
  if (primaryKey.length > 0) return primaryKey;
  return columns.filter((column) => column.primaryKey).map((column) => column.name);
}

function required(field: Field): Field {
  return { ...field, nullable: false };
}
