import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { type Datum, type Interval, type SqlType, typeName } from '../../data/sql-type.ts';
import { timeZone } from '../../data/zones/time-zone.ts';
import type { ExpressionNode, RelationNode, WindowClause } from '../../parser/ast.ts';
import { isConstant } from '../expression/properties.ts';
import type { WindowShape } from '../logical/logical-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { castTo, constantValue } from './coerce.ts';
import { emptyScope } from './scope.ts';
import {
  countShape,
  cumulatingShape,
  fixedMicros,
  noLength,
  rowsShape,
  slidingShape,
  type WindowLengths,
} from './window-shapes.ts';

/** How the table functions are written, and how many of their sizes are needed. */
const functionForms = {
  tumble: { least: 1, form: 'TUMBLE(relation, time column, size [, offset])' },
  hop: { least: 2, form: 'HOP(relation, time column, slide, size [, offset])' },
  cumulate: { least: 2, form: 'CUMULATE(relation, time column, step, size [, offset])' },
  session: { least: 1, form: 'SESSION(relation [PARTITION BY columns], time column, gap)' },
} as const;

/** The windows of TUMBLE, HOP, CUMULATE and SESSION. @throws SqlError 42601, 22023, 0A000 */
export function functionShape(
  node: Extract<RelationNode, { kind: 'windowFunction' }>,
  parameters: readonly Datum[],
): WindowShape {
  const { least, form } = functionForms[node.function];
  const most = node.function === 'session' ? least : least + 1;
  if (node.sizes.length < least || node.sizes.length > most) {
    const name = node.function.toUpperCase();
    throw new SqlError(sqlState.syntaxError, `wrong number of arguments for ${name}`, {
      hint: `Write ${form}.`,
      position: node.position,
    });
  }
  const lengths = node.sizes.map((size) => intervalLength(size, parameters));
  const [first, second] = lengths as [Interval, Interval];
  const offset = lengths[least] ?? noLength;
  const given = { timeZone: 'UTC', offset, grace: noLength, position: node.position };
  switch (node.function) {
    case 'tumble':
      return slidingShape({ ...given, size: first, slide: first });
    case 'hop':
      return slidingShape({ ...given, size: second, slide: first });
    case 'cumulate':
      return cumulatingShape({ ...given, size: second, slide: first });
    case 'session':
      return rowsShape('session', { ...given, size: first, slide: first });
  }
}

/** The windows of a WINDOW clause. @throws SqlError 22023, 0A000 */
export function clauseShape(clause: WindowClause, parameters: readonly Datum[]): WindowShape {
  const { kind, position } = clause;
  switch (kind) {
    case 'count':
      return countShape(rowsOf(clause.size), rowsOf(clause.advance), position);
    case 'tumbling':
    case 'hopping':
      return slidingShape(clauseLengths(clause, parameters));
    case 'cumulating':
      return cumulatingShape(clauseLengths(clause, parameters));
    case 'session':
    case 'sliding':
      return rowsShape(kind, clauseLengths(clause, parameters));
  }
}

function clauseLengths(clause: WindowClause, parameters: readonly Datum[]): WindowLengths {
  const { position, advance, grace, timeZone: zone } = clause;
  const size = intervalLength(clause.size, parameters);
  return {
    size,
    slide: advance === null ? size : intervalLength(advance, parameters),
    grace: grace === null ? noLength : intervalLength(grace, parameters),
    timeZone: zone === null ? 'UTC' : zoneOf(zone, position),
    offset: noLength,
    position,
  };
}

/** The rows that a part of COUNT says; NaN for what is no number. */
function rowsOf(node: ExpressionNode | null): number | null {
  if (node === null) return null;
  return node.kind === 'number' ? Number(node.text) : Number.NaN;
}

/** A constant interval, days being 24 hours. @throws SqlError 0A000 for months, 42804 */
export function lengthMicros(node: ExpressionNode, parameters: readonly Datum[]): number {
  return fixedMicros(intervalLength(node, parameters), node.position);
}

/**
 * A constant interval longer than nothing, days being 24 hours; `what` is said of others.
 * @throws SqlError 22023, 0A000 for months, 42804
 */
export function positiveMicros(
  node: ExpressionNode,
  parameters: readonly Datum[],
  what: string,
): number {
  const micros = lengthMicros(node, parameters);
  if (micros > 0) return micros;
  throw new SqlError(sqlState.invalidParameterValue, `${what} must be greater than zero`, {
    position: node.position,
  });
}

/** The name of a zone as the platform knows it. @throws SqlError 22023 */
function zoneOf(name: string, position: Position): string {
  try {
    timeZone(name);
    return name;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError(error.code, error.message, { hint: error.hint, position });
  }
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

/** A constant interval. @throws SqlError 42804, 22023 for NULL */
function intervalLength(node: ExpressionNode, parameters: readonly Datum[]): Interval {
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
  if (value === null) {
    throw new SqlError(sqlState.invalidParameterValue, 'interval must not be NULL', { position });
  }
  return value as Interval;
}
