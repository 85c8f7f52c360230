import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { typeName } from '../../data/sql-type.ts';
import { assignTo } from '../bind/assign.ts';
import { castTo, literalOf } from '../bind/coerce.ts';
import type { Expression } from '../expression/expression.ts';

/** Where rows are inserted. */
export type InsertTarget = {
  readonly relation: StreamDefinition | TableDefinition;
  /** The columns that values are given for, in their order. */
  readonly columns: readonly number[];
  /** Whether the statement lists the columns: then every one needs a value. */
  readonly isListed: boolean;
  readonly position: Position;
};

/** A value and where it stands. */
export type Given = { readonly expression: Expression; readonly position: Position };

/** One expression per column of the relation: the given ones cast, defaults for the others. */
export function rowFor(given: readonly Given[], target: InsertTarget): readonly Expression[] {
  const { fields, defaults } = target.relation;
  return fields.map((field, column) => {
    const value = given[target.columns.indexOf(column)];
    if (value !== undefined && target.columns.includes(column)) return assigned(value, field);
    return literalOf(defaults[column] ?? null, field.type);
  });
}

/** Checks how many values there are. @throws SqlError 42601 */
export function checkCount(count: number, target: InsertTarget, position: Position): void {
  const { columns, isListed } = target;
  if (count > columns.length) {
    throw new SqlError(sqlState.syntaxError, 'INSERT has more expressions than target columns', {
      position,
    });
  }
  if (isListed && count < columns.length) {
    throw new SqlError(sqlState.syntaxError, 'INSERT has more target columns than expressions', {
      position,
    });
  }
}

/** A value cast as the column asks. @throws SqlError 42804 */
export function assigned({ expression, position }: Given, { name, type }: Field): Expression {
  if (expression.type.kind === 'unknown') return castTo(expression, type, 'assignment', position);
  return assignTo(
    expression,
    type,
    position,
    (from) =>
      `column "${name}" is of type ${typeName(type)} but expression is of type ${typeName(from)}`,
  );
}
