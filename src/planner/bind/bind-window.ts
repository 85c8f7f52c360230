import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { microsPerDay } from '../../data/calendar.ts';
import { type Datum, type Interval, type SqlType, typeName } from '../../data/sql-type.ts';
import type { ExpressionNode, RelationNode, WindowClause } from '../../parser/ast.ts';
import { isConstant } from '../expression/properties.ts';
import type { WindowShape } from '../logical/logical-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { castTo, constantValue } from './coerce.ts';
import { emptyScope } from './scope.ts';

/** A row in more windows than this is a mistake in the sizes. */
const windowsPerRowMax = 10_000;

/** The windows of TUMBLE and HOP. @throws SqlError 42601, 22023, 0A000 */
export function functionShape(
  node: Extract<RelationNode, { kind: 'windowFunction' }>,
  parameters: readonly Datum[],
): WindowShape {
  const name = node.function.toUpperCase();
  const required = node.function === 'tumble' ? 1 : 2;
  if (node.sizes.length < required || node.sizes.length > required + 1) {
    const usage =
      node.function === 'tumble'
        ? 'TUMBLE(relation, time column, size [, offset])'
        : 'HOP(relation, time column, slide, size [, offset])';
    throw new SqlError(sqlState.syntaxError, `wrong number of arguments for ${name}`, {
      hint: `Write ${usage}.`,
      position: node.position,
    });
  }
  const micros = node.sizes.map((size) => intervalMicros(size, parameters));
  const [first, second] = micros as [number, number];
  const [slideMicros, sizeMicros] = node.function === 'tumble' ? [first, first] : [first, second];
  const offset = micros[required] ?? 0;
  return checkedShape({ sizeMicros, slideMicros, offset, graceMicros: 0 }, node.position);
}

/** The windows of a WINDOW clause. @throws SqlError 22023, 0A000 */
export function clauseShape(clause: WindowClause, parameters: readonly Datum[]): WindowShape {
  const sizeMicros = intervalMicros(clause.size, parameters);
  const slideMicros =
    clause.advance === null ? sizeMicros : intervalMicros(clause.advance, parameters);
  const graceMicros = clause.grace === null ? 0 : intervalMicros(clause.grace, parameters);
  if (graceMicros < 0) throw notPositive('grace period must not be negative', clause.position);
  return checkedShape({ sizeMicros, slideMicros, offset: 0, graceMicros }, clause.position);
}

/** Whether values of the type are moments, which windows can hold. */
export function isTimeType({ kind }: SqlType): boolean {
  return kind === 'timestamp' || kind === 'timestamptz';
}

/** Checks that a column can be the time of windows. @throws SqlError 42804 */
export function checkTimeColumn(field: Field, position: Position): void {
  if (isTimeType(field.type)) return;
  throw new SqlError(
    sqlState.datatypeMismatch,
    `the time column of a window must be a timestamp, but "${field.name}" is of type ${typeName(field.type)}`,
    { position },
  );
}

/** A constant interval as microseconds, days being 24 hours. @throws SqlError 0A000 for months, 42804 */
export function intervalMicros(node: ExpressionNode, parameters: readonly Datum[]): number {
  const { position } = node;
  const bound = bindExpression(node, {
    scope: emptyScope,
    parameters,
    aggregates: null,
    clause: 'window sizes',
    clock: false,
    positions: new WeakMap(),
  });
  const { kind } = bound.type;
  if ((kind !== 'interval' && kind !== 'unknown') || !isConstant(bound)) {
    const shown = typeName(bound.type);
    throw new SqlError(sqlState.datatypeMismatch, `expected an interval, not type ${shown}`, {
      hint: "Write it as INTERVAL '10 seconds'.",
      position,
    });
  }
  const value = constantValue(castTo(bound, { kind: 'interval' }, 'explicit', position), position);
  if (value === null) throw notPositive('interval must not be NULL', position);
  const { months, days, micros } = value as Interval;
  if (months !== 0) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'intervals of months and years are not supported here yet',
      { hint: 'Months differ in length. Use days, hours, minutes or seconds.', position },
    );
  }
  return days * microsPerDay + micros;
}

function checkedShape(
  given: Omit<WindowShape, 'offsetMicros'> & { readonly offset: number },
  position: Position,
): WindowShape {
  const { sizeMicros, slideMicros, graceMicros, offset } = given;
  if (sizeMicros <= 0) throw notPositive('window size must be greater than zero', position);
  if (slideMicros <= 0) throw notPositive('window slide must be greater than zero', position);
  if (sizeMicros / slideMicros > windowsPerRowMax) {
    throw new SqlError(
      sqlState.programLimitExceeded,
      `a row would be in more than ${windowsPerRowMax} windows`,
      { hint: 'Choose a larger slide or a smaller size.', position },
    );
  }
  const offsetMicros = ((offset % slideMicros) + slideMicros) % slideMicros;
  return { sizeMicros, slideMicros, offsetMicros, graceMicros };
}

function notPositive(message: string, position: Position): SqlError {
  return new SqlError(sqlState.invalidParameterValue, message, { position });
}
