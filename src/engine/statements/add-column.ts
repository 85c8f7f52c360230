import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import { envAt } from '../../functions/evaluation-env.ts';
import type { AlterAction, ColumnDefinition } from '../../parser/ast.ts';
import { withColumn } from '../../planner/define/altered.ts';
import { defaultOf } from '../../planner/define/column-values.ts';
import { defineColumns } from '../../planner/define/define-columns.ts';
import { writtenConstraints } from '../../planner/define/define-constraints.ts';
import { evaluate } from '../../planner/expression/evaluate.ts';
import { isStable } from '../../planner/expression/properties.ts';
import type { Notice } from '../api.ts';
import { layoutOf } from '../column-layout.ts';
import { SystemReader } from '../system/system-reader.ts';
import { refuseNullRows } from './alter-column.ts';
import { withConstraints } from './alter-constraint.ts';
import type { DefinitionWork } from './definition-work.ts';
import { existingRows } from './existing-rows.ts';
import { planContextOf } from './plan-context.ts';

type Written = StreamDefinition | TableDefinition;
type AddColumn = Extract<AlterAction, { kind: 'addColumn' }>;

/**
 * ADD COLUMN: rows that are there have its default as it is now, and are not written again.
 * @throws SqlError 42701, 23502, 23505, 23514, 0A000 for what would be another value in each row
 */
export function addColumn(
  work: DefinitionWork,
  relation: Written,
  { column, ifNotExists }: AddColumn,
): { readonly relation: Written; readonly notices: readonly Notice[] } {
  const { name, position } = column.name;
  if (relation.fields.some((field) => field.name === name)) {
    const message = `column "${name}" of relation "${relation.name}" already exists`;
    if (!ifNotExists) throw new SqlError(sqlState.duplicateColumn, message, { position });
    return { relation, notices: [{ severity: 'NOTICE', message: `${message}, skipping` }] };
  }
  refuseOther(relation, column);
  const now = withField(work, relation, column);
  if (now.kind === 'stream') return { relation: now, notices: [] };
  if (now.fields.at(-1)?.nullable === false) refuseNullRows(work, now, now.fields.length - 1);
  const constraints = writtenConstraints([column], []);
  return { relation: withConstraints(work, now, constraints).table, notices: [] };
}

/** @throws SqlError 0A000 for columns that cannot be added to rows that are there */
function refuseOther(
  relation: Written,
  { generated, primaryKey, name, ...rest }: ColumnDefinition,
): void {
  const refused = (what: string, hint: string): SqlError =>
    new SqlError(sqlState.featureNotSupported, `${what} in ADD COLUMN is not supported yet`, {
      hint,
      position: name.position,
    });
  if (generated !== null) {
    throw refused('GENERATED', 'Add a plain column, UPDATE it, and give it a default.');
  }
  if (primaryKey) throw refused('PRIMARY KEY', 'Add the column first, then the constraint.');
  if (relation.kind === 'table') return;
  if (relation.connector !== null) {
    throw new SqlError(
      sqlState.objectNotInPrerequisiteState,
      `stream "${relation.name}" is filled by its connector and takes no other columns`,
      { position: name.position },
    );
  }
  if (rest.unique || rest.check !== null || rest.references !== null) {
    throw refused('a constraint', 'Streams take columns with NOT NULL and DEFAULT.');
  }
}

function withField(work: DefinitionWork, relation: Written, column: ColumnDefinition): Written {
  const context = planContextOf(work);
  const { fields, defaults, defaultSql, sequences } = defineColumns([column], context);
  const { name, position } = column.name;
  if (sequences.length > 0) {
    throw new SqlError(sqlState.featureNotSupported, 'SERIAL in ADD COLUMN is not supported yet', {
      hint: `Add "${name}" as a number, UPDATE it, and give it a default of nextval('…').`,
      position,
    });
  }
  const layout = layoutOf(relation);
  const before = relation.fields;
  const extended = {
    ...relation,
    fields: [...before, ...fields],
    defaults: [...relation.defaults, ...defaults],
    defaultSql: [
      ...before.map((_, i) => relation.defaultSql?.[i] ?? null),
      defaultSql?.[0] ?? null,
    ],
    ...(relation.generated === undefined ? {} : { generated: [...relation.generated, null] }),
    ...(relation.identity === undefined ? {} : { identity: [...relation.identity, null] }),
    sql: withColumn(relation.sql, column),
  };
  return {
    ...extended,
    layout: {
      slots: [...layout.slots, layout.nextSlot],
      nextSlot: layout.nextSlot + 1,
      missing: [...layout.missing, valueNow(work, extended, before.length, column)],
    },
  };
}

/** The default as it is for rows that are there. @throws SqlError 0A000 where each would have its own */
function valueNow(
  work: DefinitionWork,
  relation: Written,
  place: number,
  { name: { name, position } }: ColumnDefinition,
): Datum {
  const value = defaultOf(relation, place, planContextOf(work).parameters);
  const { nowMicros } = work.context.rounds.cut;
  if (isStable(value)) {
    const { settings } = new SystemReader(work.context, work.options);
    return evaluate(value, [], envAt(nowMicros, settings));
  }
  const isEmpty =
    relation.kind === 'table' &&
    existingRows(work, { ...relation, fields: relation.fields.slice(0, -1) }) === null;
  if (isEmpty) return null;
  throw new SqlError(
    sqlState.featureNotSupported,
    `the default of column "${name}" is another one for each row that is there`,
    { hint: 'Add the column without it, UPDATE the rows, and then SET DEFAULT.', position },
  );
}
