import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { type Datum, typeName } from '../../data/sql-type.ts';
import { assignTo } from '../bind/assign.ts';
import { castTo } from '../bind/coerce.ts';
import { defaultOf, refuseOwnValue } from '../define/column-values.ts';
import type { Expression } from '../expression/expression.ts';

/** Where rows are inserted. */
export type InsertTarget = {
  readonly relation: StreamDefinition | TableDefinition;
  /** The columns that values are given for, in their order. */
  readonly columns: readonly number[];
  /** Whether the statement lists the columns: then every one needs a value. */
  readonly isListed: boolean;
  readonly position: Position;
  /** OVERRIDING SYSTEM VALUE: identities take the values given. */
  readonly overriding: boolean;
  readonly parameters: readonly Datum[];
};

/** A value and where it stands. */
export type Given = {
  readonly expression: Expression;
  readonly position: Position;
  /** Whether it is DEFAULT. */
  readonly isDefault?: boolean;
};

/** One expression per column of the relation: the given ones cast, defaults for the others. */
export function rowFor(given: readonly Given[], target: InsertTarget): readonly Expression[] {
  const { relation, overriding } = target;
  return relation.fields.map((field, column) => {
    const value = given[target.columns.indexOf(column)];
    if (value === undefined || !target.columns.includes(column)) {
      return valueLeftOut(target, column);
    }
    if (value.isDefault === true) return value.expression;
    refuseOwnValue(relation, column, value.position, overriding);
    return assigned(value, field);
  });
}

const leftOut = new WeakMap<InsertTarget, Map<number, Expression>>();

/** What a column has that gets no value: one expression for all rows. */
export function valueLeftOut(target: InsertTarget, column: number): Expression {
  const known = leftOut.get(target) ?? new Map<number, Expression>();
  leftOut.set(target, known);
  const value = known.get(column) ?? defaultOf(target.relation, column, target.parameters);
  known.set(column, value);
  return value;
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
