import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AlterAction, Identifier } from '../../parser/ast.ts';
import { withColumnChange } from '../../planner/define/altered.ts';
import { defineDefault } from '../../planner/define/define-columns.ts';
import type { DefinitionWork } from './definition-work.ts';
import { existingRows } from './existing-rows.ts';
import { planContextOf } from './plan-context.ts';

type Written = StreamDefinition | TableDefinition;
type Action<Kind extends AlterAction['kind']> = Extract<AlterAction, { kind: Kind }>;

/** The number of a column. @throws SqlError 42703 */
export function columnOf({ fields, name }: Written, column: Identifier): number {
  const place = fields.findIndex((field) => field.name === column.name);
  if (place >= 0) return place;
  throw new SqlError(
    sqlState.undefinedColumn,
    `column "${column.name}" of relation "${name}" does not exist`,
    { position: column.position },
  );
}

/** SET DEFAULT and DROP DEFAULT: of rows to come. @throws SqlError 42703, 42804, 42601 */
export function setDefault<Kind extends Written>(
  work: DefinitionWork,
  relation: Kind,
  { column, default: value, position }: Action<'setDefault'>,
): Kind {
  const place = columnOf(relation, column);
  const what = `column "${column.name}" of relation "${relation.name}"`;
  if ((relation.identity?.[place] ?? null) !== null) {
    throw new SqlError(sqlState.syntaxError, `${what} is an identity column`, { position });
  }
  if ((relation.generated?.[place] ?? null) !== null) {
    throw new SqlError(sqlState.syntaxError, `${what} is a generated column`, { position });
  }
  const { type } = relation.fields[place] as Written['fields'][number];
  const { parameters } = planContextOf(work);
  const made = value === null ? null : defineDefault(column.name, value, type, parameters);
  const defaultSql = relation.fields.map((_, i) =>
    i === place ? (made?.sql ?? null) : (relation.defaultSql?.[i] ?? null),
  );
  return {
    ...relation,
    defaults: relation.defaults.map((each, i) => (i === place ? (made?.value ?? null) : each)),
    defaultSql,
    sql: withColumnChange(relation.sql, column.name, { default: value }),
  };
}

/** SET NOT NULL and DROP NOT NULL. @throws SqlError 42703, 23502 where a row has NULL, 42P16 of the primary key */
export function setNotNull(
  work: DefinitionWork,
  table: TableDefinition,
  { column, notNull, position }: Action<'setNotNull'>,
): TableDefinition {
  const place = columnOf(table, column);
  if (!notNull && table.primaryKey.includes(place)) {
    throw new SqlError('42P16', `column "${column.name}" is in a primary key`, { position });
  }
  if (!notNull && (table.identity?.[place] ?? null) !== null) {
    const message = `column "${column.name}" of relation "${table.name}" is an identity column`;
    throw new SqlError(sqlState.syntaxError, message, { position });
  }
  const now = {
    ...table,
    fields: table.fields.map((field, i) =>
      i === place ? { ...field, nullable: !notNull } : field,
    ),
    sql: withColumnChange(table.sql, column.name, { notNull }),
  };
  if (notNull) refuseNullRows(work, now, place);
  return now;
}

/** @throws SqlError 23502 where a row has NULL in a column */
export function refuseNullRows(work: DefinitionWork, table: TableDefinition, place: number): void {
  const rows = existingRows(work, table);
  if (rows?.columns[place]?.nulls?.includes(1) !== true) return;
  const { name } = table.fields[place] as Written['fields'][number];
  throw new SqlError(
    sqlState.notNullViolation,
    `column "${name}" of relation "${table.name}" contains null values`,
  );
}
