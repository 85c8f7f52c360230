import type { MomentSurroundings } from '../data/moment-text.ts';
import type { SqlTypeKind } from '../data/sql-type.ts';
import { datumFromText, textInputStates } from '../data/text-input.ts';
import { formatDatum } from '../data/text-output.ts';
import { timeZone } from '../data/zones/time-zone.ts';
import { cast } from './cast.ts';
import type { EvaluationEnv, Example, ScalarFunction } from './scalar-function.ts';
import { sessionZone } from './session-zone.ts';
import { emitIntegerText } from './spans/emit-spans.ts';

const kinds: readonly SqlTypeKind[] = [
  'boolean',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'numeric',
  'date',
  'timestamp',
  'timestamptz',
  'time',
  'interval',
  'uuid',
  'bytea',
  'json',
  'jsonb',
  'array',
  'struct',
  'map',
];

/** Casts from and to TEXT, which every type has, and between BOOLEAN and INTEGER. */
export function textCasts(): ScalarFunction[] {
  return kinds.flatMap((kind) => [
    cast('text', kind, {
      fallible: textInputStates(kind),
      examples: inputExamples[kind] ?? [],
      volatility: readsMoments(kind) ? 'stable' : 'immutable',
      evaluate: (text, { resultType }, env) =>
        datumFromText(resultType, text as string, surroundingsOf(env)),
    }),
    cast(kind, 'text', {
      examples: outputExamples[kind] ?? [],
      volatility: showsMoments(kind) ? 'stable' : 'immutable',
      evaluate: (value, { argumentTypes }, env) => {
        if (typeof value === 'boolean') return String(value);
        const type = argumentTypes[0] ?? { kind: 'text' };
        return formatDatum(type, value, showsMoments(kind) ? sessionZone(env) : null);
      },
      emitBytes: isInteger(kind) ? emitIntegerText : null,
    }),
  ]);
}

function isInteger(kind: SqlTypeKind): boolean {
  return kind === 'smallint' || kind === 'integer' || kind === 'bigint';
}

/** Words such as 'now' stand for moments, and a time without a zone is one of the session's. */
function readsMoments(kind: SqlTypeKind): boolean {
  return ['date', 'timestamp', 'timestamptz', 'time', 'array', 'struct', 'map'].includes(kind);
}

/** Moments are shown in the session's zone, also where they are parts. */
function showsMoments(kind: SqlTypeKind): boolean {
  return ['timestamptz', 'array', 'struct', 'map'].includes(kind);
}

function surroundingsOf(env: EvaluationEnv): MomentSurroundings {
  return { nowMicros: () => env.nowMicros, zone: () => timeZone(env.timeZone) };
}

const inputExamples: Partial<Record<SqlTypeKind, readonly Example[]>> = {
  boolean: [["'yes'::text::boolean", 't']],
  integer: [["' -42 '::text::integer", '-42']],
  bigint: [["'9223372036854775807'::text::bigint", '9223372036854775807']],
  double: [["'1e3'::text::double precision", '1000']],
  numeric: [["'12.345'::text::numeric(6,2)", '12.35']],
  date: [["'2026-02-28'::text::date", '2026-02-28']],
  timestamp: [["'2026-02-28T10:00:00.5'::text::timestamp", '2026-02-28 10:00:00.5']],
  timestamptz: [["'2026-02-28 10:00:00+02'::text::timestamptz", '2026-02-28 08:00:00+00']],
  time: [["'4:05 pm'::text::time", '16:05:00']],
  interval: [["'90 minutes'::text::interval", '01:30:00']],
  uuid: [
    ["'{A0EEBC999C0B4EF8BB6D6BB9BD380A11}'::text::uuid", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ],
  bytea: [["'abc'::text::bytea", '\\x616263']],
  jsonb: [[`'{"b":1,"a":[1.0]}'::text::jsonb`, '{"a": [1.0], "b": 1}']],
  array: [["'{1,2,NULL}'::text::integer[]", '{1,2,NULL}']],
};

const outputExamples: Partial<Record<SqlTypeKind, readonly Example[]>> = {
  boolean: [['true::text', 'true']],
  integer: [['42::text', '42']],
  numeric: [['1.50::text', '1.50']],
  date: [["date '2026-02-28'::text", '2026-02-28']],
  array: [["ARRAY['a b', null]::text", '{"a b",NULL}']],
};

/** BOOLEAN from and to INTEGER. */
export function booleanCasts(): ScalarFunction[] {
  return [
    cast('boolean', 'integer', {
      examples: [['true::integer', '1']],
      evaluate: (value) => (value === true ? 1 : 0),
      emit: (context) => `(${context.argument(0)} ? 1 : 0)`,
    }),
    cast('integer', 'boolean', {
      examples: [['2::boolean', 't']],
      evaluate: (value) => value !== 0,
      emit: (context) => `(${context.argument(0)} !== 0)`,
    }),
  ];
}
