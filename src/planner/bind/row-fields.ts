import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import { accessIds } from '../../functions/nested/access.ts';
import { constructorIds } from '../../functions/nested/constructors.ts';
import type { Identifier } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { callById, literalOf } from './coerce.ts';

/** The fields of a struct as expressions, with their names. @throws SqlError 42809 for other types */
export function fieldsOfRow(
  row: Expression,
  position: Position,
): readonly { readonly name: string; readonly expression: Expression }[] {
  const { type } = row;
  if (type.kind !== 'struct') {
    throw new SqlError(sqlState.wrongObjectType, `type ${typeName(type)} is not composite`, {
      position,
    });
  }
  return type.fields.map(({ name }, i) => ({ name, expression: fieldAt(row, i) }));
}

/** The field of a struct at a place; of a struct that is made here, the value itself. */
function fieldAt(row: Expression, index: number): Expression {
  if (row.kind === 'call' && row.function === constructorIds.struct) {
    return row.arguments[index] as Expression;
  }
  const { type } = row;
  const field = type.kind === 'struct' ? type.fields[index] : undefined;
  const place = literalOf(index, { kind: 'integer' });
  return callById(accessIds.field, [row, place], field?.type ?? { kind: 'text' });
}

/** `(row).name`. @throws SqlError 42703, 42809 */
export function fieldOfRow(row: Expression, { name, position }: Identifier): Expression {
  const { type } = row;
  if (type.kind !== 'struct') {
    throw new SqlError(
      sqlState.wrongObjectType,
      `column notation .${name} applied to type ${typeName(type)}, which is not a composite type`,
      { position },
    );
  }
  const exact = type.fields.findIndex((field) => field.name === name);
  if (exact >= 0) return fieldAt(row, exact);
  throw new SqlError(
    sqlState.undefinedColumn,
    `column "${name}" not found in data type ${typeName(type)}`,
    { hint: `Its fields are ${type.fields.map((field) => field.name).join(', ')}.`, position },
  );
}
