import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { intervalMicros } from '../../data/interval-text.ts';
import type { Interval, SqlType } from '../../data/sql-type.ts';
import { commonType } from '../../functions/conversion.ts';
import type { FrameBound, FrameNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { isConstant } from '../expression/properties.ts';
import type { WindowBound, WindowFrame } from '../physical/physical-plan.ts';
import { callByName, castTo, constantValue } from './coerce.ts';
import type { Bind } from './expression-context.ts';
import type { WindowCollector } from './window-collector.ts';

/** What a frame is relative to. */
export type FrameOrder = {
  readonly keys: readonly Expression[];
  /** The direction of the first key. */
  readonly descending: boolean;
  readonly windows: WindowCollector;
  readonly bindInput: Bind;
};

const untilCurrent: WindowFrame = {
  unit: 'range',
  start: { kind: 'first' },
  end: { kind: 'current' },
  exclude: null,
};

/** The frame of a window; up to the peers of the row where none is said. @throws SqlError 42P20, 22013 */
export function bindFrame(frame: FrameNode | null, order: FrameOrder): WindowFrame {
  if (frame === null) return untilCurrent;
  const { unit, start, end, exclude, position } = frame;
  checkEnds(frame);
  const hasDistance = [start, end].some(({ kind }) => kind === 'preceding' || kind === 'following');
  if (unit === 'groups' && order.keys.length === 0) {
    throw refused('GROUPS mode requires an ORDER BY clause', position);
  }
  if (unit === 'range' && hasDistance && order.keys.length !== 1) {
    throw refused(
      'RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column',
      position,
    );
  }
  return { unit, start: boundOf(start, unit, order), end: boundOf(end, unit, order), exclude };
}

function checkEnds({ start, end }: FrameNode): void {
  if (start.kind === 'unbounded following') {
    throw refused('frame start cannot be UNBOUNDED FOLLOWING', start.position);
  }
  if (end.kind === 'unbounded preceding') {
    throw refused('frame end cannot be UNBOUNDED PRECEDING', end.position);
  }
  if (start.kind === 'current row' && end.kind === 'preceding') {
    throw refused('frame starting from current row cannot have preceding rows', end.position);
  }
  if (start.kind === 'following' && (end.kind === 'preceding' || end.kind === 'current row')) {
    throw refused('frame starting from following row cannot have preceding rows', end.position);
  }
}

function boundOf(bound: FrameBound, unit: FrameNode['unit'], order: FrameOrder): WindowBound {
  switch (bound.kind) {
    case 'unbounded preceding':
      return { kind: 'first' };
    case 'unbounded following':
      return { kind: 'last' };
    case 'current row':
      return { kind: 'current' };
    default:
      return unit === 'range' ? valueBound(bound, order) : distanceBound(bound, unit, order);
  }
}

type Distant = Extract<FrameBound, { readonly distance: unknown }>;

function distanceBound(bound: Distant, unit: string, order: FrameOrder): WindowBound {
  const { position } = bound.distance;
  const expression = castTo(
    constant(bound, unit, order),
    { kind: 'bigint' },
    'assignment',
    position,
  );
  const rows = constantValue(expression, position) as bigint | null;
  if (rows === null) throw sizeError('frame offset must not be null', '22004', position);
  if (rows < 0n) throw sizeError('frame offset must not be negative', '22013', position);
  const distance = Number(rows);
  return { kind: 'distance', distance: bound.kind === 'preceding' ? -distance : distance };
}

/** How far RANGE reaches is a value of its own: the key less or plus the distance. */
function valueBound(bound: Distant, order: FrameOrder): WindowBound {
  const { position } = bound.distance;
  const [key] = order.keys as readonly [Expression];
  const distance = spanOf(constant(bound, 'RANGE', order), key, position);
  const isEarlier = (bound.kind === 'preceding') !== order.descending;
  const reach = callByName(isEarlier ? '-' : '+', [key, distance], position);
  const size = constantValue(distance, position);
  if (size === null) throw sizeError('frame offset must not be null', '22004', position);
  if (isNegative(distance, size)) {
    throw sizeError('invalid preceding or following size in window function', '22013', position);
  }
  const common = commonType([key.type, reach.type]) ?? reach.type;
  return {
    kind: 'value',
    key: order.windows.expression(castTo(key, common, 'implicit', position)),
    bound: order.windows.expression(castTo(reach, common, 'implicit', position)),
  };
}

/** A bare text is a length of time where the key is a time, and else of the key's type. */
function spanOf(distance: Expression, { type }: Expression, position: Position): Expression {
  if (distance.type.kind !== 'unknown') return distance;
  const span: SqlType = timeKinds.has(type.kind) ? { kind: 'interval' } : type;
  return castTo(distance, span, 'implicit', position);
}

const timeKinds: ReadonlySet<SqlType['kind']> = new Set([
  'date',
  'time',
  'timestamp',
  'timestamptz',
]);

function isNegative({ type }: Expression, size: unknown): boolean {
  if (type.kind === 'interval') return intervalMicros(size as Interval) < 0n;
  return typeof size === 'string' ? size.startsWith('-') : (size as number | bigint) < 0;
}

/** @throws SqlError 42P10 for a distance that is not the same for all rows */
function constant({ distance }: Distant, unit: string, { bindInput }: FrameOrder): Expression {
  const bound = bindInput(distance);
  if (isConstant(bound)) return bound;
  const message = `argument of ${unit.toUpperCase()} must not contain variables`;
  throw new SqlError(sqlState.invalidColumnReference, message, { position: distance.position });
}

function refused(message: string, position: Position): SqlError {
  return new SqlError(sqlState.windowingError, message, { position });
}

function sizeError(message: string, code: string, position: Position): SqlError {
  return new SqlError(code, message, { position });
}
