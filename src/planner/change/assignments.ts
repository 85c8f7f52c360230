import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { Assignment, ExpressionNode, Identifier } from '../../parser/ast.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { emptyScope } from '../bind/scope.ts';
import { defaultOf, refuseUpdate } from '../define/column-values.ts';
import { columnNumbers } from '../define/define-columns.ts';
import type { Expression } from '../expression/expression.ts';
import { assigned } from '../insert/insert-target.ts';

/** A column that gets a value. */
export type AssignedColumn = {
  readonly column: number;
  readonly value: ExpressionNode;
};

type Relation = StreamDefinition | TableDefinition;

/**
 * The columns of SET with their values, one by one.
 * @throws SqlError 42703, 42601 for a column twice or a row of another width, 0A000 for several columns of what is no row
 */
export function assignedColumns(
  assignments: readonly Assignment[],
  relation: Relation,
): readonly AssignedColumn[] {
  refuseTwice(assignments.flatMap(({ columns }) => columns));
  return assignments.flatMap((assignment): readonly AssignedColumn[] => {
    const columns = columnNumbers(
      assignment.columns,
      relation.fields,
      (name) => `column "${name}" of relation "${relation.name}" does not exist`,
    );
    const values = valuesOf(assignment);
    return columns.map((column, i) => ({ column, value: values[i] as ExpressionNode }));
  });
}

/** Values that say nothing of the row, and can be cast where they stand. */
const plain: ReadonlySet<ExpressionNode['kind']> = new Set([
  'number',
  'string',
  'boolean',
  'null',
  'typedLiteral',
  'parameter',
  'default',
]);

/** The value of a column when it is a constant as it is written, DEFAULT too; null for one to be computed. */
export function plainValue(
  { column, value }: AssignedColumn,
  relation: Relation,
  parameters: readonly Datum[],
): Expression | null {
  if (value.kind !== 'default') refuseUpdate(relation, column, value.position);
  if (!plain.has(value.kind)) return null;
  const field = relation.fields[column] as Field;
  if (value.kind === 'default') return defaultOf(relation, column, parameters);
  const expression = bindExpression(value, {
    scope: emptyScope,
    parameters,
    aggregates: null,
    clause: 'UPDATE',
    clock: true,
    positions: new WeakMap(),
  });
  return assigned({ expression, position: value.position }, field);
}

function valuesOf({ columns, value, position }: Assignment): readonly ExpressionNode[] {
  const [only] = columns;
  if (columns.length === 1 && only !== undefined && value.kind !== 'row') return [value];
  if (value.kind === 'subquery') {
    return columns.map((_, column) => ({ ...value, part: { column, of: columns.length } }));
  }
  if (value.kind !== 'row') {
    const message =
      'source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression';
    throw new SqlError(sqlState.featureNotSupported, message, { position: value.position });
  }
  if (value.items.length !== columns.length) {
    const message = 'number of columns does not match number of values';
    throw new SqlError(sqlState.syntaxError, message, { position });
  }
  return value.items;
}

function refuseTwice(columns: readonly Identifier[]): void {
  const seen = new Map<string, Position>();
  for (const { name, position } of columns) {
    if (seen.has(name)) {
      const message = `multiple assignments to same column "${name}"`;
      throw new SqlError(sqlState.syntaxError, message, { position });
    }
    seen.set(name, position);
  }
}
