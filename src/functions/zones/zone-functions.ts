import { SqlError, sqlState } from '../../common/sql-error.ts';
import { formatInterval } from '../../data/interval-text.ts';
import type { Interval } from '../../data/sql-type.ts';
import { timeZone, zoneNamed } from '../../data/zones/time-zone.ts';
import { truncateInZone } from '../date-trunc.ts';
import { keepingInfinity } from '../infinite-moments.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { sessionZone } from '../session-zone.ts';
import { negateInterval } from '../time-fields.ts';
import { timestampDatum } from '../timestamp-range.ts';
import { localOf, momentOf, movedInZone } from './local-time.ts';

const fallible = [sqlState.invalidParameterValue, sqlState.datetimeFieldOverflow];

/**
 * Moments in time zones: AT TIME ZONE (the function timezone), date_trunc, date_add and
 * date_subtract by the calendar of a zone.
 */
export function zoneFunctions(): ScalarFunction[] {
  return [...atTimeZone(), ...atOffset(), truncation(), ...additions()].map(keepingInfinity);
}

function atTimeZone(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'timezone',
      parameters: ['text', 'timestamptz'],
      result: () => plainType('timestamp'),
      fallible,
      docs: 'what the clocks of a time zone show at a moment: moment AT TIME ZONE zone',
      examples: [
        [
          "timestamptz '2026-07-01 10:00:00+00' at time zone 'Europe/Berlin'",
          '2026-07-01 12:00:00',
        ],
      ],
      evaluate: ([zone, moment]) => localOf(moment as bigint, timeZone(zone as string)),
      emit: (context) => emitInZone(context, 'localMicros'),
    }),
    scalarFunction({
      name: 'timezone',
      parameters: ['text', 'timestamp'],
      result: () => plainType('timestamptz'),
      fallible,
      docs: 'the moment at which the clocks of a time zone show a time: time AT TIME ZONE zone',
      examples: [
        [
          "timestamp '2026-01-01 10:00:00' at time zone 'America/New_York'",
          '2026-01-01 15:00:00+00',
        ],
      ],
      evaluate: ([zone, local]) => momentOf(local as bigint, timeZone(zone as string)),
      emit: (context) => emitInZone(context, 'momentMicros'),
    }),
  ];
}

/** With a zone that is known beforehand. */
function emitInZone(context: EmitContext, library: 'localMicros' | 'momentMicros'): string | null {
  const name = context.literal(0);
  if (typeof name !== 'string' || zoneNamed(name) === null) return null;
  const zone = `${context.library('zoneNamed')}(${context.argument(0)})`;
  const micros = context.argument(1);
  return context.local(`${context.library(library)}(${zone}, ${micros})`);
}

/** Zones given as their distance from UTC. */
function atOffset(): ScalarFunction[] {
  const pairs = [
    ['timestamptz', 'timestamp', 1n],
    ['timestamp', 'timestamptz', -1n],
  ] as const;
  return pairs.map(([from, to, sign]) =>
    scalarFunction({
      name: 'timezone',
      parameters: ['interval', from],
      result: () => plainType(to),
      fallible,
      docs: 'a moment in a time zone that is given as its distance from UTC',
      examples: [
        from === 'timestamp'
          ? [
              "timestamp '2026-01-01 10:00:00' at time zone interval '2 hours'",
              '2026-01-01 08:00:00+00',
            ]
          : [
              "timestamptz '2026-01-01 10:00:00+00' at time zone interval '2 hours'",
              '2026-01-01 12:00:00',
            ],
      ],
      evaluate: ([offset, micros]) =>
        timestampDatum((micros as bigint) + sign * offsetMicros(offset as Interval)),
    }),
  );
}

/** @throws SqlError 22023 */
function offsetMicros(offset: Interval): bigint {
  if (offset.months === 0 && offset.days === 0) return BigInt(offset.micros);
  throw new SqlError(
    sqlState.invalidParameterValue,
    `interval time zone "${formatInterval(offset)}" must not include months or days`,
  );
}

function truncation(): ScalarFunction {
  return scalarFunction({
    name: 'date_trunc',
    parameters: ['text', 'timestamptz', 'text'],
    result: () => plainType('timestamptz'),
    fallible,
    docs: 'the start of the hour, day, week, … of a time zone that a moment lies in',
    examples: [
      [
        "date_trunc('day', timestamptz '2026-07-01 23:30:00+00', 'Europe/Berlin')",
        '2026-07-01 22:00:00+00',
      ],
    ],
    evaluate: ([unit, micros, name]) =>
      truncateInZone(unit as string, micros as bigint, timeZone(name as string)),
  });
}

/** Days and months are those of the zone's calendar. */
function additions(): ScalarFunction[] {
  const signs = [
    ['date_add', 1],
    ['date_subtract', -1],
  ] as const;
  return signs.flatMap(([name, sign]) => {
    const signed = (interval: Interval): Interval =>
      sign === 1 ? interval : negateInterval(interval);
    const docs = `a moment ${sign === 1 ? 'plus' : 'minus'} an interval, days and months by the calendar of a time zone`;
    const day = sign === 1 ? '2021-11-01' : '2021-10-30';
    return [
      scalarFunction({
        name,
        parameters: ['timestamptz', 'interval'],
        result: () => plainType('timestamptz'),
        fallible,
        docs,
        examples: [
          [`${name}(timestamptz '2021-10-31 00:00:00+00', interval '1 day')`, `${day} 00:00:00+00`],
        ],
        volatility: 'stable',
        evaluate: ([micros, interval], _types, env) =>
          movedInZone(micros as bigint, signed(interval as Interval), sessionZone(env)),
      }),
      scalarFunction({
        name,
        parameters: ['timestamptz', 'interval', 'text'],
        result: () => plainType('timestamptz'),
        fallible,
        docs,
        examples: [
          [
            `${name}(timestamptz '2021-10-31 00:00:00+02', interval '1 day', 'Europe/Warsaw')`,
            sign === 1 ? '2021-10-31 23:00:00+00' : '2021-10-29 22:00:00+00',
          ],
        ],
        evaluate: ([micros, interval, name]) =>
          movedInZone(micros as bigint, signed(interval as Interval), timeZone(name as string)),
      }),
    ];
  });
}
