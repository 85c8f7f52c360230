import type { TableDefinition } from '../catalog/definition.ts';
import type { Field } from '../data/batch.ts';
import type { Identifier, StatementNode } from '../parser/ast.ts';
import { print } from '../parser/print.ts';
import type { PlanContext } from './api.ts';
import { columnNumbers, defineColumns } from './define/define-columns.ts';
import { defineConstraints, itself, writtenConstraints } from './define/define-constraints.ts';
import type { NewSequence } from './define/define-sequences.ts';
import { checkKeyType } from './define/key-types.ts';

type CreateTable = Extract<StatementNode, { kind: 'createTable' }>;

/** A table as the catalog is to keep it, with what else must be made for it. */
export type DefinedTable = Omit<TableDefinition, 'id'> & {
  readonly sequences: readonly NewSequence[];
  /** Ids of what it needs: tables of foreign keys, itself left out. */
  readonly reads: readonly string[];
};

/** What the catalog is to know of a table. @throws SqlError 42701, 42703, 42704, 42P17, 42830, 0A000 */
export function defineTable(statement: CreateTable, context: PlanContext): DefinedTable {
  const { fields: written, sequences, ...columns } = defineColumns(statement.columns, context);
  const primaryKey = columnNumbers(
    keyColumns(statement),
    written,
    (name) => `column "${name}" named in key does not exist`,
  );
  for (const [i, { position }] of keyColumns(statement).entries()) {
    checkKeyType(written[primaryKey[i] as number] as Field, position);
  }
  const name = statement.name.parts.at(-1) as string;
  const fields = written.map((field, i) => (primaryKey.includes(i) ? required(field) : field));
  const { keyName } = statement;
  const key = keyName?.name ?? `${name}_pkey`;
  const { checks, uniques, foreignKeys } = defineConstraints(
    { id: itself, name, fields, primaryKey },
    writtenConstraints(statement.columns, statement.constraints),
    context,
    primaryKey.length > 0 ? [key] : [],
  );
  return {
    kind: 'table',
    name,
    fields,
    sql: print(statement),
    primaryKey,
    ...columns,
    ...(keyName === undefined ? {} : { keyName: keyName.name }),
    ...(checks.length > 0 ? { checks } : {}),
    ...(uniques.length > 0 ? { uniques } : {}),
    ...(foreignKeys.length > 0 ? { foreignKeys } : {}),
    sequences,
    reads: foreignKeys.map(({ table }) => table).filter((table) => table !== itself),
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
