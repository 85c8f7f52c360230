import { SqlError, sqlState } from '../../common/sql-error.ts';
import { formatInterval } from '../../data/interval-text.ts';
import type { Interval } from '../../data/sql-type.ts';
import { timeZone } from '../../data/zones/time-zone.ts';
import { truncateTimestamp } from '../date-trunc.ts';
import { timestampDatum } from '../moment-rules.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { addInterval, negateInterval } from '../time-fields.ts';
import { localOf, momentOf } from './local-time.ts';

const fallible = [sqlState.invalidParameterValue, sqlState.datetimeFieldOverflow];

/**
 * Moments in time zones: AT TIME ZONE (the function timezone), date_trunc, date_add and
 * date_subtract by the calendar of a zone.
 */
export function zoneFunctions(): ScalarFunction[] {
  return [...atTimeZone(), ...atOffset(), truncation(), ...additions()];
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
    }),
  ];
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
    evaluate: ([unit, micros, name]) => {
      const moment = micros as bigint;
      const zone = timeZone(name as string);
      const local = localOf(moment, zone);
      const start = truncateTimestamp(unit as string, local, 'timestamptz');
      // Within an hour the clocks keep their offset, also where an hour occurs twice.
      if (local - start < 3_600_000_000n) return timestampDatum(moment - (local - start));
      return momentOf(start, zone);
    },
  });
}

/** Days and months are those of the zone's calendar. */
function additions(): ScalarFunction[] {
  const signs = [
    ['date_add', 1],
    ['date_subtract', -1],
  ] as const;
  return signs.flatMap(([name, sign]) => {
    const moved = (micros: bigint, interval: Interval): bigint =>
      addInterval(micros, sign === 1 ? interval : negateInterval(interval));
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
        evaluate: ([micros, interval]) =>
          timestampDatum(moved(micros as bigint, interval as Interval)),
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
        evaluate: ([micros, given, name]) => {
          const interval = given as Interval;
          const zone = timeZone(name as string);
          const day = { ...interval, micros: 0 };
          // Without days and months the moment stays: a local time that occurs twice says less.
          const still = interval.months === 0 && interval.days === 0;
          const moment = still
            ? (micros as bigint)
            : momentOf(moved(localOf(micros as bigint, zone), day), zone);
          return timestampDatum(moved(moment, { months: 0, days: 0, micros: interval.micros }));
        },
      }),
    ];
  });
}
