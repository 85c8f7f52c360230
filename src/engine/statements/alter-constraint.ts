import type { ForeignKey, TableDefinition, UniqueConstraint } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AlterAction, TableConstraint } from '../../parser/ast.ts';
import { withConstraint, withoutConstraints } from '../../planner/define/altered.ts';
import { columnNumbers } from '../../planner/define/define-columns.ts';
import { defineConstraints } from '../../planner/define/define-constraints.ts';
import { checkKeyType } from '../../planner/define/key-types.ts';
import type { Notice } from '../api.ts';
import { layoutOf } from '../column-layout.ts';
import { refuseNullRows } from './alter-column.ts';
import { refuseByChecks } from './check-constraints.ts';
import type { DefinitionWork } from './definition-work.ts';
import { existingRows } from './existing-rows.ts';
import { planContextOf } from './plan-context.ts';
import { refuseTaken } from './unique-rows.ts';

type Action<Kind extends AlterAction['kind']> = Extract<AlterAction, { kind: Kind }>;

/** ADD CONSTRAINT: of the rows that are there too. @throws SqlError 23514, 23505, 23502, 42P16, 42710, 42703 */
export function addConstraint(
  work: DefinitionWork,
  table: TableDefinition,
  { constraint }: Pick<Action<'addConstraint'>, 'constraint'>,
): TableDefinition {
  if (constraint.kind === 'primaryKey') return addPrimaryKey(work, table, constraint);
  const { table: now, names } = withConstraints(work, table, [constraint]);
  const { position } = constraint;
  const named = { ...constraint, name: { name: names[0] ?? '', position } };
  return { ...now, sql: withConstraint(now.sql, named) };
}

/** The table with constraints that its statement says already, and their names. @throws SqlError as `addConstraint` */
export function withConstraints(
  work: DefinitionWork,
  table: TableDefinition,
  constraints: readonly TableConstraint[],
): { readonly table: TableDefinition; readonly names: readonly string[] } {
  refuseForeignKeys(constraints);
  const made = defineConstraints(table, constraints, planContextOf(work), namesOf(table));
  const rows = existingRows(work, table);
  if (rows !== null) {
    for (const check of made.checks) refuseRows(work, { ...table, checks: [check] }, rows);
    for (const unique of made.uniques) refuseEqual(table, rows, unique);
  }
  const { checks, uniques, foreignKeys } = made;
  const now = {
    ...table,
    checks: [...(table.checks ?? []), ...checks],
    uniques: [...(table.uniques ?? []), ...uniques],
    foreignKeys: [...(table.foreignKeys ?? []), ...foreignKeys],
  };
  return { table: now, names: [...checks, ...uniques, ...foreignKeys].map(({ name }) => name) };
}

/** @throws SqlError 0A000: nothing would hold rows to it */
function refuseForeignKeys(constraints: readonly TableConstraint[]): void {
  const foreignKey = constraints.find(({ kind }) => kind === 'foreignKey');
  if (foreignKey === undefined) return;
  throw new SqlError(sqlState.featureNotSupported, 'FOREIGN KEY is not supported yet', {
    position: foreignKey.position,
  });
}

type Rows = NonNullable<ReturnType<typeof existingRows>>;

function refuseRows({ context }: DefinitionWork, table: TableDefinition, rows: Rows): void {
  try {
    refuseByChecks(context, rows, table);
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== '23514') throw error;
    const name = table.checks?.[0]?.name ?? '';
    const message = `check constraint "${name}" of relation "${table.name}" is violated by some row`;
    throw new SqlError('23514', message);
  }
}

function refuseEqual(table: TableDefinition, rows: Rows, unique: UniqueConstraint): void {
  try {
    // Every row is a new one here: none takes the place of another.
    refuseTaken({ removed: null, added: rows }, { ...table, primaryKey: [] }, [unique], () => null);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError(error.code, `could not create unique index "${unique.name}"`, {
      detail: error.detail?.replace('already exists', 'is duplicated'),
    });
  }
}

type PrimaryKey = Extract<Action<'addConstraint'>['constraint'], { kind: 'primaryKey' }>;

function addPrimaryKey(
  work: DefinitionWork,
  table: TableDefinition,
  { columns: names, name, position }: PrimaryKey,
): TableDefinition {
  if (table.primaryKey.length > 0) {
    const message = `multiple primary keys for table "${table.name}" are not allowed`;
    throw new SqlError('42P16', message, { position });
  }
  const columns = columnNumbers(
    names,
    table.fields,
    (each) => `column "${each}" of relation "${table.name}" does not exist`,
  );
  const keyName = name?.name ?? `${table.name}_pkey`;
  if (namesOf(table).includes(keyName)) throw taken(table, keyName);
  const layout = layoutOf(table);
  const now: TableDefinition = {
    ...table,
    fields: table.fields.map((field, i) =>
      columns.includes(i) ? { ...field, nullable: false } : field,
    ),
    // Whoever holds rows that know of no key must not write them.
    layout: { ...layout, nextSlot: layout.nextSlot + 1 },
    primaryKey: columns,
    ...(name === null ? {} : { keyName }),
  };
  for (const column of columns) {
    checkKeyType(table.fields[column] as TableDefinition['fields'][number], position);
    refuseNullRows(work, now, column);
  }
  const rows = existingRows(work, table);
  if (rows !== null) refuseEqual(table, rows, { name: keyName, columns });
  return now;
}

function taken({ name }: TableDefinition, constraint: string): SqlError {
  return new SqlError('42710', `constraint "${constraint}" for relation "${name}" already exists`);
}

/** DROP CONSTRAINT. @throws SqlError 42704, 2BP01 where a foreign key needs it, 0A000 of the primary key */
export function dropConstraint(
  work: DefinitionWork,
  table: TableDefinition,
  { name: { name, position }, ifExists, cascade }: Action<'dropConstraint'>,
): { readonly table: TableDefinition; readonly notices: readonly Notice[] } {
  if (!namesOf(table).includes(name)) {
    const message = `constraint "${name}" of relation "${table.name}" does not exist`;
    if (!ifExists) throw new SqlError(sqlState.undefinedObject, message, { position });
    return { table, notices: [{ severity: 'NOTICE', message: `${message}, skipping` }] };
  }
  if (table.primaryKey.length > 0 && name === keyNameOf(table)) {
    throw new SqlError(sqlState.featureNotSupported, 'dropping a primary key is not supported', {
      hint: 'Create a table without one and copy the rows: INSERT INTO … SELECT.',
      position,
    });
  }
  const unique = table.uniques?.find((each) => each.name === name);
  const notices = unique === undefined ? [] : cutKeys(work, table, unique, cascade);
  const isGone = (constraint: TableConstraint): boolean => {
    const made = defineConstraints({ ...table, uniques: [] }, [constraint], planContextOf(work));
    return [...made.checks, ...made.uniques, ...made.foreignKeys].some(
      (each) => each.name === name,
    );
  };
  const others = <Each extends { readonly name: string }>(list: readonly Each[] = []) =>
    list.filter((each) => each.name !== name);
  return {
    table: {
      ...table,
      checks: others(table.checks),
      uniques: others(table.uniques),
      foreignKeys: others(table.foreignKeys),
      sql: withoutConstraints(table.sql, isGone),
    },
    notices,
  };
}

/** Foreign keys to what was unique go with CASCADE. @throws SqlError 2BP01 without it */
function cutKeys(
  { context: { catalog }, changes }: DefinitionWork,
  table: TableDefinition,
  unique: UniqueConstraint,
  cascade: boolean,
): readonly Notice[] {
  const uses = ({ table: to, references }: ForeignKey): boolean =>
    to === table.id && references.join() === unique.columns.join();
  const found = catalog.readers(table.id).flatMap(({ definition, reads }) => {
    if (definition.kind !== 'table' || definition.id === table.id) return [];
    const keys = definition.foreignKeys?.filter(uses) ?? [];
    return keys.length === 0 ? [] : [{ definition, reads, keys }];
  });
  const what = `constraint ${unique.name} on table ${table.name}`;
  const named = found.flatMap(({ definition, keys }) =>
    keys.map((key) => `constraint ${key.name} on table ${definition.name}`),
  );
  if (named.length > 0 && !cascade) {
    throw new SqlError(
      sqlState.dependentObjectsStillExist,
      `cannot drop ${what} because other objects depend on it`,
      {
        detail: named.map((each) => `${each} depends on ${what}`).join('\n'),
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      },
    );
  }
  for (const { definition, reads } of found) {
    const foreignKeys = definition.foreignKeys?.filter((key) => !uses(key)) ?? [];
    changes.put({ ...definition, foreignKeys }, reads);
  }
  return named.map((each) => ({ severity: 'NOTICE', message: `drop cascades to ${each}` }));
}

function keyNameOf({ name, keyName = `${name}_pkey` }: TableDefinition): string {
  return keyName;
}

/** The names of all constraints of a table. */
function namesOf(table: TableDefinition): readonly string[] {
  const { checks = [], uniques = [], foreignKeys = [], primaryKey } = table;
  const own = [...checks, ...uniques, ...foreignKeys].map(({ name }) => name);
  return primaryKey.length > 0 ? [keyNameOf(table), ...own] : own;
}
