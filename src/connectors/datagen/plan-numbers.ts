import { type SqlType, unscaledPlaces } from '../../data/sql-type.ts';
import type { ValuePlan } from './column-plan.ts';
import type { FieldOptions } from './field-options.ts';

const decimalsMax = 15;
const decimalsDefault = 2;

/** What a column of numbers may hold: integers of −max … max with `decimals` decimal places. */
type Room = { readonly decimals: number; readonly max: number; readonly spanDefault: number };

/** Reads `min`, `max`, `start`, `step`, `skew` and `decimals`. @throws SqlError 22023 */
export function planNumbers(
  options: FieldOptions,
  kind: 'random' | 'sequence' | 'zipf',
): ValuePlan {
  const decimals = readDecimals(options, kind);
  const room = roomOf(options.field.type, decimals);
  switch (kind) {
    case 'random':
      return { kind: 'uniform', decimals, ...readRange(options, room, 0, room.spanDefault) };
    case 'zipf': {
      const range = readRange(options, room, 10 ** decimals, 999 * 10 ** decimals);
      const skew = options.reader.number(options.name('skew'), { min: 0.01, max: 20 }) ?? 1;
      return { kind: 'zipf', decimals, ...range, skew };
    }
    case 'sequence':
      return planSequence(options, room);
  }
}

function planSequence(options: FieldOptions, room: Room): ValuePlan {
  const one = 10 ** room.decimals;
  const start = readUnits(options, 'start', room, -room.max, room.max) ?? Math.min(one, room.max);
  const step = readUnits(options, 'step', room, 0, room.max) ?? Math.min(one, room.max);
  const max = readUnits(options, 'max', room, start, room.max) ?? room.max;
  return { kind: 'sequence', start, step, max, decimals: room.decimals };
}

function readRange(
  options: FieldOptions,
  room: Room,
  minDefault: number,
  span: number,
): { readonly min: number; readonly max: number } {
  const least = readUnits(options, 'min', room, -room.max, room.max);
  const highest = Math.min(room.max, (least ?? minDefault) + span);
  const max = readUnits(options, 'max', room, least ?? -room.max, room.max) ?? highest;
  return { min: least ?? Math.min(minDefault, max), max };
}

/** An option as an integer of the column's decimal places; its bounds are given as such too. */
function readUnits(
  options: FieldOptions,
  option: string,
  room: Room,
  min: number,
  max: number,
): number | null {
  const factor = 10 ** room.decimals;
  const bounds = { min: min / factor, max: max / factor };
  const value = options.reader.number(options.name(option), bounds);
  if (value === null) return null;
  const units = Math.round(value * factor);
  if (room.decimals === 0 && units !== value) {
    throw options.reader.refusal(options.name(option), value, 'Give a whole number.');
  }
  return Math.max(min, Math.min(units, max));
}

function readDecimals(options: FieldOptions, kind: string): number {
  const { type } = options.field;
  const scale = unscaledPlaces(type);
  if (scale === null && type.kind !== 'double' && type.kind !== 'real' && type.kind !== 'numeric') {
    return 0;
  }
  const max = Math.min(scale ?? decimalsMax, decimalsMax);
  const given = options.reader.integer(options.name('decimals'), { min: 0, max });
  return given ?? Math.min(kind === 'random' ? (scale ?? decimalsDefault) : 0, max);
}

function roomOf(type: SqlType, decimals: number): Room {
  const hundred = 100 * 10 ** decimals;
  const safe = Number.MAX_SAFE_INTEGER;
  switch (type.kind) {
    case 'smallint':
      return { decimals, max: 0x7fff, spanDefault: 9999 };
    case 'integer':
      return { decimals, max: 0x7fff_ffff, spanDefault: 999_999 };
    case 'numeric': {
      const places = unscaledPlaces(type);
      if (places === null) return { decimals, max: safe, spanDefault: hundred };
      const units = Math.min(10 ** (type.precision ?? 18) - 1, safe);
      return {
        decimals,
        max: Math.floor(units / 10 ** (places - decimals)),
        spanDefault: hundred,
      };
    }
    case 'real':
    case 'double':
      return { decimals, max: safe, spanDefault: hundred };
    default:
      return { decimals, max: safe, spanDefault: 999_999 };
  }
}
