import { SqlError, sqlState } from '../common/sql-error.ts';
import { infiniteMicros, infiniteMicrosBefore } from '../data/calendar.ts';
import type { Datum } from '../data/sql-type.ts';
import { roundHalfEven } from './float-rules.ts';
import { timeOfDay } from './formats/to-char.ts';
import { emitDay } from './moment-casts.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { emitSessionLocal, sessionLocal } from './session-zone.ts';
import { dayOf, microsOfDay } from './time-fields.ts';
import { timestampDatum } from './timestamp-range.ts';

/** 2000-01-01, where PostgreSQL counts from, in seconds since 1970. */
const postgresEpochSeconds = 946_684_800;

/** The epoch's clock reading under its names, the clock as it goes on, and to_timestamp. */
export function clockFunctions(): ScalarFunction[] {
  return [
    ...['now', 'current_timestamp', 'transaction_timestamp', 'statement_timestamp', 'proctime'].map(
      clock,
    ),
    wallClock(),
    timeOfDayText(),
    local('localtimestamp', 'timestamp', 'the date and time of the clock reading', (now) => now),
    local('current_date', 'date', 'the day of the clock reading of the epoch', dayOf, emitDay),
    local('localtime', 'time', 'the time of day of the clock reading', (now) =>
      BigInt(microsOfDay(now)),
    ),
    toTimestamp(),
  ];
}

function clock(name: string): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [],
    result: () => plainType('timestamptz'),
    docs: 'the clock reading of the epoch',
    readsClock: true,
    evaluate: (_args, _types, { nowMicros }) => BigInt(nowMicros),
    emit: (context) => context.now(),
  });
}

/** What the clocks of the session's zone show at the clock reading. */
function local(
  name: string,
  kind: 'timestamp' | 'date' | 'time',
  docs: string,
  compute: (now: bigint) => Datum,
  emit: (context: EmitContext, now: string) => string | null = (_, now) =>
    kind === 'timestamp' ? now : null,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [],
    result: () => plainType(kind),
    docs,
    readsClock: true,
    evaluate: (_args, _types, env) => compute(sessionLocal(BigInt(env.nowMicros), env)),
    emit: (context) => emit(context, emitSessionLocal(context, context.now())),
  });
}

/** The clock of the moment, which goes on while a statement runs. */
function wallClock(): ScalarFunction {
  return scalarFunction({
    name: 'clock_timestamp',
    parameters: [],
    result: () => plainType('timestamptz'),
    docs: 'the clock as it goes on during a statement',
    readsClock: true,
    volatility: 'volatile',
    evaluate: (_args, _types, { wallMicros }) => BigInt(wallMicros()),
  });
}

function timeOfDayText(): ScalarFunction {
  return scalarFunction({
    name: 'timeofday',
    parameters: [],
    result: () => plainType('text'),
    docs: 'the clock as it goes on during a statement, as text',
    readsClock: true,
    volatility: 'volatile',
    evaluate: (_args, _types, env) => timeOfDay(env),
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
  if (Math.abs(seconds) === Infinity) return seconds > 0 ? infiniteMicros : infiniteMicrosBefore;
  if (!Number.isFinite(micros)) {
    const message = Number.isNaN(seconds)
      ? 'timestamp cannot be NaN'
      : `timestamp out of range: "${seconds}"`;
    throw new SqlError(sqlState.datetimeFieldOverflow, message);
  }
  return timestampDatum(BigInt(micros) + BigInt(postgresEpochSeconds) * 1_000_000n);
}
