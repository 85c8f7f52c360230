import type { ForeignKey, TableDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AlterAction } from '../../parser/ast.ts';
import { parseExpression } from '../../parser/parse.ts';
import { withoutColumn, withoutConstraints } from '../../planner/define/altered.ts';
import { columnsNamed } from '../../planner/define/define-constraints.ts';
import type { Notice } from '../api.ts';
import { layoutOf } from '../column-layout.ts';
import { columnOf } from './alter-column.ts';
import { keepShapes } from './alter-column-name.ts';
import type { DefinitionWork } from './definition-work.ts';
import { dropObjects } from './drop.ts';
import { brokenReaders, isQueried } from './readers-again.ts';

type DropColumn = Extract<AlterAction, { kind: 'dropColumn' }>;

/**
 * DROP COLUMN: its values stay in the log, and nobody reads them. Constraints and indexes over it
 * go with it. @throws SqlError 42703, 2BP01 where something reads it, 0A000 for one of the primary key
 */
export function dropColumn(
  work: DefinitionWork,
  table: TableDefinition,
  { column, ifExists, cascade }: DropColumn,
): { readonly table: TableDefinition; readonly notices: readonly Notice[] } {
  const isThere = table.fields.some(({ name }) => name === column.name);
  if (!isThere && ifExists) {
    const message = `column "${column.name}" of relation "${table.name}" does not exist, skipping`;
    return { table, notices: [{ severity: 'NOTICE', message }] };
  }
  const place = columnOf(table, column);
  refuseNeeded(table, place, column.position);
  keepShapes({ ...work.context, changes: work.changes }, table);
  cutShapes(work, table.id, place);
  const now = withoutField(table, place);
  const { reads } = work.context.catalog.object(table.id) ?? { reads: [] };
  work.changes.put(now, reads);
  const notices = dropReaders(work, table, {
    name: column.name,
    cascade,
    keys: keysTo(work, table, place),
  });
  moveIndexes(work, table.id, place);
  moveReferences(work, table.id, place);
  return { table: now, notices };
}

/** @throws SqlError 0A000 for what the table cannot be without */
function refuseNeeded(
  table: TableDefinition,
  place: number,
  position: DropColumn['position'],
): void {
  const name = table.fields[place]?.name ?? '';
  const refused = (message: string, hint: string): SqlError =>
    new SqlError(sqlState.featureNotSupported, message, { hint, position });
  if (table.primaryKey.includes(place)) {
    throw refused(
      `column "${name}" is part of the primary key and cannot be dropped`,
      'Create a table without it and copy the rows: INSERT INTO … SELECT.',
    );
  }
  if (table.fields.length === 1) {
    throw refused('a table without columns is not supported', 'DROP TABLE removes the table.');
  }
  const used = table.fields.filter((_, i) => {
    const sql = table.generated?.[i] ?? null;
    return (
      i !== place && sql !== null && columnsNamed(parseExpression(sql), table.fields).has(name)
    );
  });
  const [first] = used;
  if (first === undefined) return;
  throw new SqlError(
    sqlState.dependentObjectsStillExist,
    `cannot drop column ${name} of table ${table.name} because other objects depend on it`,
    {
      detail: `column ${first.name} of table ${table.name} depends on column ${name} of table ${table.name}`,
      hint: `Drop "${first.name}" first.`,
      position,
    },
  );
}

/** Views remember the columns that there were by their places. */
function cutShapes(
  { context: { catalog }, changes }: DefinitionWork,
  id: string,
  place: number,
): void {
  for (const { definition, reads } of catalog.readers(id)) {
    if (!isQueried(definition)) continue;
    const { shapes = {} } = definition;
    const names = shapes[id]?.filter((_, i) => i !== place) ?? [];
    changes.put({ ...definition, shapes: { ...shapes, [id]: names } }, reads);
  }
}

function withoutField(table: TableDefinition, place: number): TableDefinition {
  const layout = layoutOf(table);
  const name = table.fields[place]?.name ?? '';
  const rest = <Each>(list: readonly Each[]): Each[] => list.filter((_, i) => i !== place);
  const { checks = [], uniques = [], foreignKeys = [], columnDocs = {} } = table;
  const names = (sql: string): boolean =>
    columnsNamed(parseExpression(sql), table.fields).has(name);
  const docs = Object.entries(columnDocs).filter(([column]) => column !== name);
  const sql = withoutConstraints(table.sql, (constraint) =>
    constraint.kind === 'check'
      ? columnsNamed(constraint.condition, table.fields).has(name)
      : constraint.columns.some((column) => column.name === name),
  );
  return {
    ...table,
    fields: rest(table.fields),
    defaults: rest(table.defaults),
    ...(table.defaultSql === undefined ? {} : { defaultSql: rest(table.defaultSql) }),
    ...(table.generated === undefined ? {} : { generated: rest(table.generated) }),
    ...(table.identity === undefined ? {} : { identity: rest(table.identity) }),
    primaryKey: moved(table.primaryKey, place),
    checks: checks.filter((check) => !names(check.sql)),
    uniques: uniques
      .filter(({ columns }) => !columns.includes(place))
      .map((unique) => ({ ...unique, columns: moved(unique.columns, place) })),
    foreignKeys: foreignKeys
      .filter((key) => !key.columns.includes(place))
      .map((key) => ({
        ...key,
        columns: moved(key.columns, place),
        references: key.table === table.id ? moved(key.references, place) : key.references,
      })),
    columnDocs: Object.fromEntries(docs),
    layout: {
      slots: rest(layout.slots),
      nextSlot: layout.nextSlot,
      missing: rest(layout.missing),
    },
    sql: withoutColumn(sql, name),
  };
}

/** Numbers of columns once one of them is gone. */
function moved(columns: readonly number[], place: number): readonly number[] {
  return columns.map((column) => (column > place ? column - 1 : column));
}

/** Foreign keys of other tables to a column. */
function keysTo({ context: { catalog } }: DefinitionWork, { id }: TableDefinition, place: number) {
  return catalog.readers(id).flatMap(({ definition }) => {
    if (definition.kind !== 'table' || definition.id === id) return [];
    const uses = ({ table, references }: ForeignKey): boolean =>
      table === id && references.includes(place);
    return (definition.foreignKeys ?? [])
      .filter(uses)
      .map(({ name }) => `constraint ${name} on table ${definition.name}`);
  });
}

/** Views over the column go with CASCADE. @throws SqlError 2BP01 without it */
function dropReaders(
  work: DefinitionWork,
  table: TableDefinition,
  {
    name,
    cascade,
    keys,
  }: { readonly name: string; readonly cascade: boolean; readonly keys: readonly string[] },
): readonly Notice[] {
  const views = brokenReaders(work, table.id);
  const found = [...views.map((view) => `${view.kind} ${view.name}`), ...keys];
  if (found.length === 0) return [];
  if (!cascade) {
    const what = `column ${name} of table ${table.name}`;
    throw new SqlError(
      sqlState.dependentObjectsStillExist,
      `cannot drop ${what} because other objects depend on it`,
      {
        detail: found.map((each) => `${each} depends on ${what}`).join('\n'),
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      },
    );
  }
  dropObjects(work, views, views, true);
  return found.map((each) => ({ severity: 'NOTICE', message: `drop cascades to ${each}` }));
}

/** Indexes over the column, and its sequences, go; others go on by its new place. */
function moveIndexes(
  { context: { catalog }, changes }: DefinitionWork,
  id: string,
  place: number,
): void {
  const now = catalog.object(id)?.definition;
  const names = now !== undefined && 'fields' in now ? now.fields.map((field) => field.name) : [];
  for (const { definition, reads } of catalog.readers(id)) {
    if (definition.kind === 'index' && definition.on === id) {
      if (definition.columns.includes(place)) changes.remove(definition.id);
      else changes.put({ ...definition, columns: moved(definition.columns, place) }, reads);
    }
    const { ownedBy } = definition.kind === 'sequence' ? definition : { ownedBy: null };
    if (ownedBy?.table === id && !names.includes(ownedBy.column)) changes.remove(definition.id);
  }
}

/** Foreign keys of other tables go on by the new places of what they refer to. */
function moveReferences(
  { context: { catalog }, changes }: DefinitionWork,
  id: string,
  place: number,
): void {
  for (const { definition, reads } of catalog.readers(id)) {
    if (definition.kind !== 'table' || definition.id === id) continue;
    const foreignKeys = (definition.foreignKeys ?? [])
      .filter(({ table, references }) => table !== id || !references.includes(place))
      .map((key) =>
        key.table === id ? { ...key, references: moved(key.references, place) } : key,
      );
    changes.put({ ...definition, foreignKeys }, reads);
  }
}
