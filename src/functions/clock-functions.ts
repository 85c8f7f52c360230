import { SqlError, sqlState } from '../common/sql-error.ts';
import type { SqlTypeKind } from '../data/sql-type.ts';
import { roundHalfEven } from './float-rules.ts';
import { emitDay } from './moment-casts.ts';
import { timestampDatum } from './moment-rules.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { dayOf } from './time-fields.ts';

/** 2000-01-01, where PostgreSQL counts from, in seconds since 1970. */
const postgresEpochSeconds = 946_684_800;

/** The epoch's clock reading under its names, and to_timestamp. */
export function clockFunctions(): ScalarFunction[] {
  return [
    clock('now', 'timestamptz'),
    clock('current_timestamp', 'timestamptz'),
    clock('transaction_timestamp', 'timestamptz'),
    clock('statement_timestamp', 'timestamptz'),
    clock('clock_timestamp', 'timestamptz'),
    clock('proctime', 'timestamptz'),
    clock('localtimestamp', 'timestamp'),
    currentDate(),
    toTimestamp(),
  ];
}

function clock(name: string, kind: SqlTypeKind): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [],
    result: () => plainType(kind),
    docs: 'the clock reading of the epoch',
    readsClock: true,
    evaluate: (_args, _types, { nowMicros }) => BigInt(nowMicros),
    emit: (context) => context.now(),
  });
}

function currentDate(): ScalarFunction {
  return scalarFunction({
    name: 'current_date',
    parameters: [],
    result: () => plainType('date'),
    docs: 'the day of the clock reading of the epoch',
    readsClock: true,
    evaluate: (_args, _types, { nowMicros }) => dayOf(BigInt(nowMicros)),
    emit: (context) => emitDay(context, context.now()),
  });
}

function toTimestamp(): ScalarFunction {
  return scalarFunction({
    name: 'to_timestamp',
    parameters: ['double'],
    result: () => plainType('timestamptz'),
    fallible: [sqlState.datetimeFieldOverflow],
    docs: 'the moment so many seconds after 1970',
    examples: [['to_timestamp(1284352323.5)', '2010-09-13 04:32:03.5+00']],
    evaluate: ([seconds]) => timestampOfSeconds(seconds as number),
  });
}

/** Rounded to microseconds as PostgreSQL does, counting from 2000. @throws SqlError 22008 */
function timestampOfSeconds(seconds: number): bigint {
  const micros = roundHalfEven((seconds - postgresEpochSeconds) * 1_000_000);
  if (!Number.isFinite(micros)) {
    const message = Number.isNaN(seconds)
      ? 'timestamp cannot be NaN'
      : `timestamp out of range: "${seconds}"`;
    throw new SqlError(sqlState.datetimeFieldOverflow, message);
  }
  return timestampDatum(BigInt(micros) + BigInt(postgresEpochSeconds) * 1_000_000n);
}
