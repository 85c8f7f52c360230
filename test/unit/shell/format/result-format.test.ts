import { expect, test } from 'vitest';
import type { Column, Row } from '../../../../src/protocol/messages.ts';
import {
  type ResultFormat,
  resultParts,
  rowFormat,
} from '../../../../src/shell/format/result-format.ts';
import { styleOf } from '../../../../src/shell/style.ts';

const columns: readonly Column[] = [
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'note', type: 'text', nullable: true },
  { name: 'at', type: 'timestamp without time zone', nullable: false },
];
const rows: readonly Row[] = [
  ['9223372036854775807', 'tea, "hot"', '2026-11-23T10:00:00'],
  ['-1', null, '2026-11-23T10:00:01.5'],
  ['0', '', '2026-11-23T10:00:02'],
];
const style = styleOf(false);
const text = (format: ResultFormat, width = Number.POSITIVE_INFINITY, data = rows): string =>
  [...resultParts(format, columns, data, { width, style })].join('');

test('box', () => {
  expect(text('box')).toBe(`\
┌─────────────────────┬────────────┬───────────────────────┐
│                  id │ note       │ at                    │
├─────────────────────┼────────────┼───────────────────────┤
│ 9223372036854775807 │ tea, "hot" │ 2026-11-23 10:00:00   │
│                  -1 │ NULL       │ 2026-11-23 10:00:01.5 │
│                   0 │            │ 2026-11-23 10:00:02   │
└─────────────────────┴────────────┴───────────────────────┘
`);
});

test('table', () => {
  expect(text('table')).toBe(`\
                  id | note       | at
---------------------+------------+-----------------------
 9223372036854775807 | tea, "hot" | 2026-11-23 10:00:00
                  -1 | NULL       | 2026-11-23 10:00:01.5
                   0 |            | 2026-11-23 10:00:02
`);
});

test('csv tells NULL from the empty text', () => {
  expect(text('csv')).toBe(`\
id,note,at
9223372036854775807,"tea, ""hot""",2026-11-23 10:00:00
-1,,2026-11-23 10:00:01.5
0,"",2026-11-23 10:00:02
`);
});

test('tsv escapes what parts fields', () => {
  const odd: Row[] = [['1', 'a\tb\\c\nd', '2026-11-23T10:00:00']];
  expect(text('tsv', 80, odd)).toBe('id\tnote\tat\n1\ta\\tb\\\\c\\nd\t2026-11-23 10:00:00\n');
  expect(text('tsv', 80, [['1', null, 'x']])).toContain('1\t\\N\tx');
});

test('json and ndjson read back as what was on the wire', () => {
  const objects = rows.map(([id, note, at]) => ({ id, note, at }));
  expect(JSON.parse(text('json'))).toEqual(objects);
  const lines = text('ndjson').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(objects);
  expect(text('json', 80, [])).toBe('[]\n');
  expect(text('ndjson', 80, [])).toBe('');
});

test('markdown', () => {
  expect(text('markdown', 80, [['1', 'a|b', '2026-11-23T10:00:00']])).toBe(`\
| id | note | at |
| ---: | --- | --- |
| 1 | a\\|b | 2026-11-23 10:00:00 |
`);
});

test('vertical', () => {
  expect(text('vertical', 80, rows.slice(0, 2))).toBe(`\
── row 1 ──
id   │ 9223372036854775807
note │ tea, "hot"
at   │ 2026-11-23 10:00:00
── row 2 ──
id   │ -1
note │ NULL
at   │ 2026-11-23 10:00:01.5
`);
});

test('text gives way where there is no room, numbers and times never do', () => {
  const long: Row[] = [['9223372036854775807', 'word '.repeat(20), '2026-11-23T10:00:00']];
  const lines = text('box', 70, long).trimEnd().split('\n');
  expect(lines.map((line) => line.length)).toEqual([70, 70, 70, 70, 70]);
  expect(lines[3]).toBe('│ 9223372036854775807 │ word word word word w… │ 2026-11-23 10:00:00 │');
});

test('a table that is too wide all the same turns vertical', () => {
  expect(text('box', 40)).toMatch(/^── row 1/);
  expect(text('table', 40)).toMatch(/^── row 1/);
});

test('data cannot give orders to the terminal', () => {
  for (const format of ['box', 'table', 'vertical', 'markdown'] as const) {
    expect(text(format, 80, [['1', '\x1b[2J\n', 'x']])).toContain('\\x1b[2J\\n');
  }
});

test.each(['box', 'table', 'json', 'markdown', 'ndjson'] as const)(
  'what goes on is written as lines of JSON for %s',
  (format) => {
    const { head, row } = rowFormat(format, columns, style);
    expect([head, row(['1', null, 'x'])]).toEqual(['', '{"id":"1","note":null,"at":"x"}\n']);
  },
);
