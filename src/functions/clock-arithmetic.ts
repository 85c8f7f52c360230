import { microsPerDay } from '../data/calendar.ts';
import type { Interval, SqlTypeKind } from '../data/sql-type.ts';
import { type Example, plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

const perDay = BigInt(microsPerDay);

/** TIME with an interval: the clock goes round, and months and days are of no account to it. */
export function clockArithmetic(): ScalarFunction[] {
  return [
    moved('+', ['time', 'interval'], ["time '23:00' + interval '2 hours'", '01:00:00']),
    moved('+', ['interval', 'time'], ["interval '1 day 2 hours' + time '04:05'", '06:05:00']),
    moved('-', ['time', 'interval'], ["time '01:00' - interval '2 hours'", '23:00:00']),
  ];
}

function moved(
  name: '+' | '-',
  parameters: readonly SqlTypeKind[],
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    word: name === '+' ? 'add' : 'subtract',
    parameters,
    result: () => plainType('time'),
    docs: 'the time of day that the clock shows so much later or earlier',
    examples: [example],
    evaluate: (args) => {
      const [time, interval] = (parameters[0] === 'time' ? args : args.toReversed()) as [
        bigint,
        Interval,
      ];
      const distance = BigInt(interval.micros);
      const rest = (name === '+' ? time + distance : time - distance) % perDay;
      return rest < 0n ? rest + perDay : rest;
    },
  });
}
