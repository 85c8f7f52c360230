import { expect, test } from 'vitest';
import { jsonOfDatum } from '../../../src/data/datum-json.ts';
import { type Datum, type SqlType, typeName } from '../../../src/data/sql-type.ts';
import { formatDatum } from '../../../src/data/text-output.ts';
import type { Cell } from '../../../src/protocol/messages.ts';
import { valueText } from '../../../src/protocol/value-text.ts';

const integer: SqlType = { kind: 'integer' };
const text: SqlType = { kind: 'text' };

/** What the engine writes as text, a client makes of the JSON that it is sent. */
test.each<[SqlType, Exclude<Datum, null>, string]>([
  [{ kind: 'array', element: integer }, [1, null, -2], '{1,NULL,-2}'],
  [
    { kind: 'array', element: text },
    ['a b', '', 'null', '"', null],
    '{"a b","","null","\\"",NULL}',
  ],
  [{ kind: 'array', element: integer }, [[1], [null]], '{{1},{NULL}}'],
  [{ kind: 'array', element: { kind: 'bigint' } }, [1n], '{1}'],
  [{ kind: 'array', element: { kind: 'boolean' } }, [true], '{t}'],
  [
    { kind: 'array', element: { kind: 'timestamp', precision: 3 } },
    [1_767_225_600_000_000n],
    '{"2026-01-01 00:00:00"}',
  ],
  [{ kind: 'bytea' }, '\\x00ff', '\\x00ff'],
  [{ kind: 'array', element: { kind: 'bytea' } }, ['\\x00'], '{"\\\\x00"}'],
  [{ kind: 'jsonb' }, '{"a": [1, "x"]}', '{"a": [1, "x"]}'],
  [{ kind: 'array', element: { kind: 'jsonb' } }, ['{"a": 1}'], '{"{\\"a\\": 1}"}'],
  [
    {
      kind: 'struct',
      fields: [
        { name: 'a', type: { kind: 'numeric', precision: 4, scale: 2 } },
        { name: 'B c', type: { kind: 'array', element: text } },
        { name: 'd', type: { kind: 'map', key: text, value: integer } },
        { name: 'e', type: { kind: 'struct', fields: [{ name: 'x', type: text }] } },
        { name: 'f', type: text },
      ],
    },
    { fields: [150n, ['x', 'y'], { entries: [['k', 1]] }, { fields: ['a"b'] }, null] },
    '(1.50,"{x,y}",{k=>1},"(""a""""b"")",)',
  ],
  [
    { kind: 'map', key: text, value: { kind: 'array', element: integer } },
    {
      entries: [
        ['a b', [1, 2]],
        ['c', null],
      ],
    },
    '{"a b"=>"{1,2}",c=>NULL}',
  ],
])('%o %o', (type, datum, expected) => {
  const cell = JSON.parse(jsonOfDatum(type, datum, 'iso')) as Exclude<Cell, null>;
  expect(formatDatum(type, datum)).toBe(expected);
  expect(valueText(cell, typeName(type))).toBe(expected);
});

test('a JSON string is in quotes, a text is not', () => {
  expect(valueText('x', 'json')).toBe('"x"');
  expect(valueText(true, 'jsonb')).toBe('true');
  expect(valueText('x', 'text')).toBe('x');
});
