import type { TableDefinition } from '../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import { typeName } from '../data/sql-type.ts';
import type { Identifier, StatementNode } from '../parser/ast.ts';
import { print } from '../parser/print.ts';
import type { PlanContext } from './api.ts';
import { columnNumbers, defineColumns } from './define/define-columns.ts';
import { isCanonical } from './expression/key-form.ts';

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
  for (const [i, { position }] of keyColumns(statement).entries()) {
    checkKeyType(fields[primaryKey[i] as number] as Field, position);
  }
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

/** Rows are found by the bytes of their key. @throws SqlError 42704, 0A000 */
function checkKeyType({ name, type }: Field, position: Position): void {
  if (isCanonical(type)) return;
  if (type.kind === 'json') {
    throw new SqlError(
      sqlState.undefinedObject,
      'data type json has no default operator class for access method "btree"',
      { hint: `Make the column "${name}" a TEXT.`, position },
    );
  }
  throw new SqlError(
    sqlState.featureNotSupported,
    `a primary key of type ${typeName(type)} is not supported yet`,
    {
      detail: 'Equal values of this type may be written in several ways.',
      hint:
        type.kind === 'numeric'
          ? `Give the column "${name}" a precision and scale, for example NUMERIC(18, 4).`
          : `Keep "${name}" as a number, for example of seconds.`,
      position,
    },
  );
}

function required(field: Field): Field {
  return { ...field, nullable: false };
}
