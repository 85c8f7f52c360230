import type { Watermark } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { typeName } from '../../data/sql-type.ts';
import type { ExpressionNode, WatermarkDefinition } from '../../parser/ast.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { namedRelation } from '../bind/bound-relation.ts';
import type { Scope } from '../bind/scope.ts';
import { type ShiftedColumn, shiftedColumn } from '../logical/time-attribute.ts';
import { columnNumbers } from './define-columns.ts';

/**
 * `WATERMARK FOR ts AS ts - INTERVAL '5 seconds'`: the column and how far the watermark stays
 * behind it. @throws SqlError 42703, 42804, 42P17
 */
export function defineWatermark(node: WatermarkDefinition, fields: readonly Field[]): Watermark {
  const [column] = columnNumbers(
    [node.column],
    fields,
    (name) => `column "${name}" named in WATERMARK does not exist`,
  ) as readonly [number];
  const field = fields[column] as Field;
  if (field.type.kind !== 'timestamp' && field.type.kind !== 'timestamptz') {
    throw new SqlError(
      sqlState.datatypeMismatch,
      `the column of a watermark must be a timestamp, but "${field.name}" is of type ${typeName(field.type)}`,
      { position: node.column.position },
    );
  }
  const { scope } = namedRelation({ kind: 'values', rows: [], fields }, null);
  const shifted = shiftedBy(node.expression, scope, field.name);
  if (shifted === null || shifted.column !== column || shifted.micros > 0) {
    throw notBehind(field.name, node.expression.position);
  }
  return { column, delayMicros: 0 - shifted.micros };
}

/** A number in place of an interval finds no operator: then the hint says how it is written. */
function shiftedBy(node: ExpressionNode, scope: Scope, name: string): ShiftedColumn | null {
  try {
    const bound = bindExpression(node, {
      scope,
      parameters: [],
      aggregates: null,
      clause: 'WATERMARK',
      clock: false,
      positions: new WeakMap(),
    });
    return shiftedColumn(bound);
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== sqlState.undefinedFunction) throw error;
    throw notBehind(name, node.position);
  }
}

function notBehind(name: string, position: Position): SqlError {
  return new SqlError(
    sqlState.invalidObjectDefinition,
    'a watermark must be its column minus a constant interval of days or less',
    { hint: `Write WATERMARK FOR ${name} AS ${name} - INTERVAL '5 seconds'.`, position },
  );
}
