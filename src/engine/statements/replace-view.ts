import type { ViewDefinition } from '../../catalog/definition.ts';
import type { Position } from '../../common/sql-error.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import type { PlannedQuery } from '../../planner/api.ts';
import { keepShapes } from './alter-column-name.ts';
import type { DefinitionWork } from './definition-work.ts';
import { beginAgain, readersAgain } from './readers-again.ts';

/**
 * Puts a query in the place of that of a view. What reads the view reads the new one from now on;
 * materialized views over it begin again.
 * @throws SqlError 42P16 when columns would go or change, 42P17 when it reads itself
 */
export function replaceView(
  work: DefinitionWork,
  before: ViewDefinition,
  now: Omit<ViewDefinition, 'id'>,
  { planned, position }: { readonly planned: PlannedQuery; readonly position: Position },
): void {
  const { context, changes } = work;
  if (planned.reads.includes(before.id)) {
    const message = `infinite recursion detected in view "${before.name}"`;
    throw new SqlError(sqlState.invalidObjectDefinition, message, { position });
  }
  refuseOtherColumns(before, now, position);
  if (now.fields.length > before.fields.length) keepShapes({ ...context, changes }, before);
  const { owner, docs, columnDocs } = before;
  const kept = {
    ...(owner === undefined ? {} : { owner }),
    ...(docs === undefined ? {} : { docs }),
    ...(columnDocs === undefined ? {} : { columnDocs }),
  };
  changes.put({ ...now, ...kept, id: before.id }, planned.reads);
  const again = readersAgain(work, before.id);
  changes.afterwards(() => beginAgain(work, again, [before]));
}

/** A view may get columns behind those that it has, and no others. */
function refuseOtherColumns(
  before: ViewDefinition,
  now: Omit<ViewDefinition, 'id'>,
  position: Position,
): void {
  for (const [i, { name, type }] of before.fields.entries()) {
    const field = now.fields[i];
    if (field === undefined) throw changed('cannot drop columns from view', position);
    if (field.name !== name) {
      throw changed(`cannot change name of view column "${name}" to "${field.name}"`, position, {
        hint: 'Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.',
      });
    }
    if (typeName(field.type) !== typeName(type)) {
      const types = `from ${typeName(type)} to ${typeName(field.type)}`;
      throw changed(`cannot change data type of view column "${name}" ${types}`, position);
    }
  }
}

function changed(
  message: string,
  position: Position,
  { hint }: { readonly hint?: string } = {},
): SqlError {
  return new SqlError('42P16', message, { position, hint });
}
