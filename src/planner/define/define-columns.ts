import { nearestName } from '../../common/nearest-name.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { type Datum, type SqlType, typeName } from '../../data/sql-type.ts';
import type { ColumnDefinition, ExpressionNode, Identifier } from '../../parser/ast.ts';
import { assignTo } from '../bind/assign.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { bindType } from '../bind/bind-type.ts';
import { constantValue } from '../bind/coerce.ts';
import { emptyScope } from '../bind/scope.ts';
import { isConstant } from '../expression/properties.ts';

/** Columns as the catalog keeps them. */
export type DefinedColumns = {
  readonly fields: readonly Field[];
  readonly defaults: readonly Datum[];
};

/** Resolves the types and defaults of column definitions. @throws SqlError 42701, 42704, 0A000, 42804 */
export function defineColumns(
  columns: readonly ColumnDefinition[],
  parameters: readonly Datum[],
): DefinedColumns {
  refuseDuplicates(columns.map(({ name }) => name));
  const types = columns.map(({ type }) => bindType(type));
  return {
    fields: columns.map(({ name, notNull, primaryKey }, i) => ({
      name: name.name,
      type: types[i] as SqlType,
      nullable: !notNull && !primaryKey,
    })),
    defaults: columns.map((column, i) =>
      column.default === null
        ? null
        : defaultValue(column, column.default, types[i] as SqlType, parameters),
    ),
  };
}

/** The numbers of columns by name. @throws SqlError 42703 with the message made of the name, 42701 */
export function columnNumbers(
  names: readonly Identifier[],
  fields: readonly Field[],
  message: (name: string) => string,
): readonly number[] {
  refuseDuplicates(names);
  return names.map(({ name, position }) => {
    const found = fields.findIndex((field) => field.name === name);
    if (found >= 0) return found;
    const near = nearestName(
      name,
      fields.map((field) => field.name),
    );
    throw new SqlError(sqlState.undefinedColumn, message(name), {
      hint: near === null ? undefined : `Did you mean "${near}"?`,
      position,
    });
  });
}

function refuseDuplicates(names: readonly Identifier[]): void {
  const seen = new Set<string>();
  for (const { name, position } of names) {
    if (seen.has(name)) {
      throw new SqlError(sqlState.duplicateColumn, `column "${name}" specified more than once`, {
        position,
      });
    }
    seen.add(name);
  }
}

function defaultValue(
  { name }: ColumnDefinition,
  node: ExpressionNode,
  type: SqlType,
  parameters: readonly Datum[],
): Datum {
  const bound = bindExpression(node, {
    scope: emptyScope,
    parameters,
    aggregates: null,
    clause: 'DEFAULT expressions',
    clock: true,
    positions: new WeakMap(),
  });
  if (!isConstant(bound)) throw notConstant(name.name, node.position);
  const value = assignTo(bound, type, node.position, (from) => {
    return `column "${name.name}" is of type ${typeName(type)} but default expression is of type ${typeName(from)}`;
  });
  return constantValue(value, node.position);
}

function notConstant(column: string, position: Position): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `the default of column "${column}" must be a constant`,
    { hint: 'Give values that change, such as now(), in the INSERT.', position },
  );
}
