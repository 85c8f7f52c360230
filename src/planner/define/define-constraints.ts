import type {
  CatalogReader,
  CheckConstraint,
  ForeignKey,
  TableDefinition,
  UniqueConstraint,
} from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { typeName } from '../../data/sql-type.ts';
import type {
  ColumnDefinition,
  ExpressionNode,
  Identifier,
  Reference,
  TableConstraint,
} from '../../parser/ast.ts';
import { canonical } from '../../parser/print/canonical.ts';
import { visitNodes } from '../../parser/trees.ts';
import type { PlanContext } from '../api.ts';
import { findRelation } from '../bind/bind-from.ts';
import { columnNumbers } from './define-columns.ts';
import { checkCondition } from './define-generated.ts';
import { checkKeyType, comparableTypes } from './key-types.ts';

/** The constraints of a table besides its primary key. */
export type DefinedConstraints = {
  readonly checks: readonly CheckConstraint[];
  readonly uniques: readonly UniqueConstraint[];
  readonly foreignKeys: readonly ForeignKey[];
};

/** The table that constraints are of, as far as it is known. */
export type ConstrainedTable = Pick<TableDefinition, 'name' | 'fields' | 'primaryKey'> & {
  readonly uniques?: readonly UniqueConstraint[];
  /** Empty for a table that is only being made. */
  readonly id: string;
};

/** What a foreign key says of a table that refers to itself before it has an id. */
export const itself = '';

/** All constraints that columns have, and then those of their own, in the order written. */
export function writtenConstraints(
  columns: readonly ColumnDefinition[],
  constraints: readonly TableConstraint[],
): readonly TableConstraint[] {
  return [...columns.flatMap(ofColumn), ...constraints];
}

function ofColumn(column: ColumnDefinition): readonly TableConstraint[] {
  const { name, unique, check, references, constraintNames = {}, position } = column;
  const found: TableConstraint[] = [];
  if (unique) {
    const named = constraintNames.unique ?? null;
    found.push({ kind: 'unique', name: named, columns: [name], position });
  }
  if (check !== null) {
    const named = constraintNames.check ?? { name: '', position: name.position };
    const own = named.name === '' ? null : named;
    found.push({ kind: 'check', name: own, condition: check, position: check.position });
  }
  if (references !== null) {
    const named = constraintNames.references ?? null;
    found.push({ kind: 'foreignKey', name: named, columns: [name], references, position });
  }
  return found;
}

/**
 * Constraints as the catalog keeps them; `taken` are names that the table has given already.
 * @throws SqlError 42703, 42710 for a name twice, 42830, 42804, 0A000
 */
export function defineConstraints(
  table: ConstrainedTable,
  written: readonly TableConstraint[],
  context: PlanContext,
  taken: readonly string[] = [],
): DefinedConstraints {
  const names = new Set(taken);
  const checks: CheckConstraint[] = [];
  const uniques: UniqueConstraint[] = [...(table.uniques ?? [])];
  const foreignKeys: ForeignKey[] = [];
  const before = uniques.length;
  for (const constraint of written) {
    const name = nameOf(table, constraint, names);
    switch (constraint.kind) {
      case 'check':
        checkCondition(constraint.condition, table.fields, table.name, context);
        checks.push({ name, sql: canonical.expression(constraint.condition) });
        break;
      case 'unique':
        uniques.push({ name, columns: keyOf(table, constraint.columns, constraint.position) });
        break;
      case 'foreignKey':
        foreignKeys.push({ name, ...foreignKeyOf({ ...table, uniques }, constraint, context) });
        break;
    }
  }
  return { checks, uniques: uniques.slice(before), foreignKeys };
}

function keyOf(
  { fields }: ConstrainedTable,
  columns: readonly Identifier[],
  position: Position,
): readonly number[] {
  const key = columnNumbers(
    columns,
    fields,
    (name) => `column "${name}" named in key does not exist`,
  );
  for (const column of key) checkKeyType(fields[column] as Field, position);
  return key;
}

/** The name that is given, or the one that PostgreSQL gives: `table_column_check`, with a number where it is taken. */
function nameOf(table: ConstrainedTable, constraint: TableConstraint, names: Set<string>): string {
  const { name } = constraint;
  if (name !== null) {
    if (names.has(name.name)) {
      throw new SqlError(
        '42710',
        `constraint "${name.name}" for relation "${table.name}" already exists`,
        { position: name.position },
      );
    }
    names.add(name.name);
    return name.name;
  }
  const base = [table.name, ...partsOf(table, constraint)].join('_');
  let made = base;
  for (let n = 1; names.has(made); n += 1) made = `${base}${n}`;
  names.add(made);
  return made;
}

function partsOf(table: ConstrainedTable, constraint: TableConstraint): readonly string[] {
  switch (constraint.kind) {
    case 'unique':
      return [...constraint.columns.map(({ name }) => name), 'key'];
    case 'foreignKey':
      return [...constraint.columns.map(({ name }) => name), 'fkey'];
    case 'check': {
      const used = columnsNamed(constraint.condition, table.fields);
      const [only] = used;
      return used.size === 1 && only !== undefined ? [only, 'check'] : ['check'];
    }
  }
}

/** The columns of a table that an expression names. */
export function columnsNamed(node: ExpressionNode, fields: readonly Field[]): ReadonlySet<string> {
  const found = new Set<string>();
  visitNodes(node, (part) => {
    if ('kind' in part && part.kind === 'column' && 'name' in part) {
      const name = (part.name as { readonly parts: readonly string[] }).parts.at(-1) ?? '';
      if (fields.some((field) => field.name === name)) found.add(name);
    }
    return 'into';
  });
  return found;
}

type ForeignKeyNode = Extract<TableConstraint, { kind: 'foreignKey' }>;

function foreignKeyOf(
  table: ConstrainedTable,
  { columns: names, references, position, name }: ForeignKeyNode,
  context: PlanContext,
): Omit<ForeignKey, 'name'> {
  refuseActions(references);
  const columns = columnNumbers(
    names,
    table.fields,
    (each) => `column "${each}" referenced in foreign key constraint does not exist`,
  );
  const target = referencedTable(table, references, context.catalog);
  const referred = referencedColumns(target, references);
  if (referred.length !== columns.length) {
    throw new SqlError(
      '42830',
      'number of referencing and referenced columns for foreign key disagree',
      { position },
    );
  }
  for (const [i, column] of columns.entries()) {
    const own = table.fields[column] as Field;
    const other = target.fields[referred[i] as number] as Field;
    if (comparableTypes(own.type, other.type)) continue;
    const shown = name?.name ?? [table.name, ...names.map((each) => each.name), 'fkey'].join('_');
    throw new SqlError(
      sqlState.datatypeMismatch,
      `foreign key constraint "${shown}" cannot be implemented`,
      {
        detail: `Key columns "${own.name}" and "${other.name}" are of incompatible types: ${typeName(own.type)} and ${typeName(other.type)}.`,
        position,
      },
    );
  }
  return { columns, table: target.id, references: referred };
}

/** Rows that refer to one keep it from going: nothing else is done for them. @throws SqlError 0A000 */
function refuseActions({ onDelete, onUpdate, position }: Reference): void {
  for (const [event, action] of [
    ['DELETE', onDelete],
    ['UPDATE', onUpdate],
  ] as const) {
    if (action === undefined || action === 'no action' || action === 'restrict') continue;
    throw new SqlError(
      sqlState.featureNotSupported,
      `ON ${event} ${action.toUpperCase()} is not supported yet`,
      { hint: 'Delete or change the rows that refer to it first.', position },
    );
  }
}

function referencedTable(
  table: ConstrainedTable,
  { table: name }: Reference,
  catalog: CatalogReader,
): ConstrainedTable {
  const isItself = name.parts.length === 1 && name.parts[0] === table.name;
  if (isItself && (table.id !== itself ? true : catalog.find(name.parts) === null)) return table;
  const found = findRelation(name, { plan: { catalog, parameters: [], mode: 'once' } });
  if (found.kind === 'table') return found;
  throw new SqlError(
    sqlState.wrongObjectType,
    `referenced relation "${found.name}" is not a table`,
    { position: name.position },
  );
}

function referencedColumns(
  target: ConstrainedTable,
  { columns, position }: Reference,
): readonly number[] {
  const { primaryKey, uniques = [] } = target;
  if (columns.length === 0) {
    if (primaryKey.length > 0) return primaryKey;
    throw new SqlError('42704', `there is no primary key for referenced table "${target.name}"`, {
      position,
    });
  }
  const wanted = columnNumbers(
    columns,
    target.fields,
    (name) => `column "${name}" referenced in foreign key constraint does not exist`,
  );
  const keys = [primaryKey, ...uniques.map((each) => each.columns)];
  if (keys.some((key) => sameColumns(key, wanted))) return wanted;
  throw noUnique(target.name, position);
}

function sameColumns(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.length > 0 && a.every((each) => b.includes(each));
}

function noUnique(table: string, position: Position): SqlError {
  return new SqlError(
    '42830',
    `there is no unique constraint matching given keys for referenced table "${table}"`,
    { position },
  );
}
