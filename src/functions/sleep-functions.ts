import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum, Interval } from '../data/sql-type.ts';
import {
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

const microsPerDay = 86_400_000_000n;

/**
 * pg_sleep and its like. What they ask for is added up: the statement waits that long before it
 * answers, and can be cancelled meanwhile.
 */
export function sleepFunctions(): ScalarFunction[] {
  return [
    sleeper('pg_sleep', 'double', 'so many seconds', (seconds) => (seconds as number) * 1e6),
    sleeper('pg_sleep_for', 'interval', 'so long', (span) => microsOf(span as Interval)),
    sleeper(
      'pg_sleep_until',
      'timestamptz',
      'until that time',
      (until, nowMicros) => Number(until as bigint) - nowMicros,
    ),
  ];
}

function sleeper(
  name: string,
  kind: ParameterKind,
  howLong: string,
  micros: (given: Datum, nowMicros: number) => number,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [kind],
    result: () => plainType('text'),
    volatility: 'volatile',
    fallible: [sqlState.invalidParameterValue],
    docs: `has the statement wait ${howLong} before it answers; answers an empty text`,
    evaluate: ([given], _types, { sleep, nowMicros }) => {
      const asked = micros(given as Datum, nowMicros);
      if (Number.isNaN(asked)) {
        throw new SqlError(sqlState.invalidParameterValue, `${name} cannot wait for ever`);
      }
      sleep(Math.max(0, asked));
      return '';
    },
  });
}

/** A month is 30 days. */
function microsOf({ months, days, micros }: Interval): number {
  return Number((BigInt(months) * 30n + BigInt(days)) * microsPerDay + BigInt(micros));
}
