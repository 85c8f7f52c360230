import { microsPerDay } from '../data/calendar.ts';
import { decimalOf, formatDecimal, trimScale, withoutTrailingZeros } from '../data/decimal.ts';
import { intervalMicros } from '../data/interval-text.ts';
import type { Datum, Interval } from '../data/sql-type.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

const partMax = 2 ** 31 - 1;
const microsPerMonth = 30n * BigInt(microsPerDay);

/** Functions that give equal values one form, which group and join keys are compared by. */
export function canonicalForms(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'trim_scale',
      parameters: ['numeric'],
      result: () => plainType('numeric'),
      docs: 'the number without zeros at the end of its fraction',
      examples: [
        ['trim_scale(8.4100)', '8.41'],
        ['trim_scale(100)', '100'],
      ],
      evaluate: ([value = null], { argumentTypes: [type = plainType('numeric')] }) => {
        if (typeof value === 'string') return trimScale(value);
        const { units, scale } = decimalOf(value, type);
        return formatDecimal(withoutTrailingZeros(units, scale));
      },
      emit: emitTrimScale,
    }),
    scalarFunction({
      name: 'justify_interval',
      parameters: ['interval'],
      result: () => plainType('interval'),
      docs: '24 hours as a day, 30 days as a month, and all parts of one sign',
      examples: [
        ["justify_interval(interval '1 mon -1 hour')", '29 days 23:00:00'],
        ["justify_interval(interval '36 hours')", '1 day 12:00:00'],
      ],
      evaluate: ([interval]): Datum => justifyInterval(interval as Interval),
    }),
  ];
}

/**
 * The one form of all intervals that compare as equal. Where the months or days are more than an
 * interval has room for, what is left over stays in the smaller parts.
 */
export function justifyInterval(interval: Interval): Interval {
  const micros = intervalMicros(interval);
  const months = bounded(micros / microsPerMonth);
  const rest = micros - BigInt(months) * microsPerMonth;
  const days = bounded(rest / BigInt(microsPerDay));
  return { months, days, micros: Number(rest - BigInt(days) * BigInt(microsPerDay)) };
}

function bounded(count: bigint): number {
  return Math.max(-partMax, Math.min(partMax, Number(count)));
}

/** Texts alone are trimmed here; numbers with a scale are no keys that need it. */
function emitTrimScale(context: EmitContext): string | null {
  const [type] = context.argumentTypes;
  if (type?.kind !== 'numeric' || type.scale !== null) return null;
  return `${context.library('trimScale')}(${context.argument(0)})`;
}
