import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import { concatBatches } from '../../src/data/concat-batches.ts';
import { readRecords } from '../../src/data/records/read-records.ts';
import {
  type RecordFormat,
  RecordReader,
  type RecordsRead,
} from '../../src/data/records/record-reader.ts';
import type { Datum } from '../../src/data/sql-type.ts';
import { batchRows } from '../support/batch-rows.ts';
import { recordTarget } from '../support/record-target.ts';

const target = recordTarget({
  text: { type: { kind: 'text' } },
  json: { type: { kind: 'json' } },
  double: { type: { kind: 'double' }, required: true, fallback: 1.5 },
  'b"\\ü': { type: { kind: 'boolean' } },
  big: { type: { kind: 'bigint' } },
});
const names = target.fields.map(({ name }) => name);

type Json = ReturnType<typeof JSON.parse>;

/** What a column makes of a value; undefined when it refuses it. */
function expected(name: string, value: Json): Datum | undefined {
  if (value === undefined) return name === 'double' ? 1.5 : null;
  if (value === null) return name === 'double' ? undefined : null;
  switch (name) {
    case 'text':
      return typeof value === 'string' ? Buffer.from(value).toString() : JSON.stringify(value);
    case 'json':
      return JSON.stringify(value);
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'big':
      return Number.isInteger(value) ? int64(writtenInteger(value)) : undefined;
    default:
      return [true, false, 1, 0].includes(value) ? Boolean(value) : undefined;
  }
}

/** An integer as JSON writes it: its digits count, though a double may stand for another number. */
function writtenInteger(value: number): bigint {
  const text = JSON.stringify(value);
  return BigInt(/^-?\d+$/.test(text) ? text : value);
}

function int64(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Strings that no type but text and json takes: no digits, no words for true and false. */
const string = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...'"\\/\b\n\u0000xé€🏔\ud800', '\udc00'), fc.constant('x')),
  })
  .map((text) => `x${text}`);

const value = fc.oneof(
  string,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(fc.integer(), string), { maxLength: 3 }),
  fc.dictionary(string, fc.integer(), { maxKeys: 2 }),
);

const record = fc
  .tuple(
    fc.shuffledSubarray([...names, 'other', '__proto__']),
    fc.array(value, { minLength: 7, maxLength: 7 }),
  )
  .map(([keys, values]) => keys.map((key, i): [string, Json] => [key, values[i]]));

function jsonOf(members: readonly [string, Json][], space: string): string {
  const inner = members.map(
    ([key, member]) => `${JSON.stringify(key)}:${space}${JSON.stringify(member)}`,
  );
  return `{${space}${inner.join(`,${space}`)}${space}}`;
}

test('records are what JSON.parse says', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 30 }),
      fc.constantFrom('', ' ', '\t '),
      fc.constantFrom<RecordFormat>('json', 'ndjson'),
      (records, space, format) => {
        const texts = records.map((members) => jsonOf(members, space));
        const body = format === 'json' ? `[${texts.join(`,${space}`)}]` : texts.join('\n');
        const result = readRecords(Buffer.from(body), format, target);
        const rows = texts.map((text) => {
          const parsed = JSON.parse(text);
          return names.map((name) =>
            expected(name, Object.hasOwn(parsed, name) ? parsed[name] : undefined),
          );
        });
        const refused = rows.flatMap((row, i) => (row.includes(undefined) ? [i] : []));
        expect(result.rejected.map(({ index }) => index)).toEqual(refused);
        expect(result.rejected.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
          refused.map((i) => texts[i]),
        );
        expect(batchRows(result.batch)).toEqual(rows.filter((row) => !row.includes(undefined)));
        const strangers = records.flat().filter(([key]) => !names.includes(key));
        expect(result.unknownKeys).toBe(strangers.length);
      },
    ),
    { numRuns: 300, examples: [[[[['big', 224865246118761630]]], '', 'json']] },
  );
});

const fields = fc.array(
  fc.option(fc.string({ unit: fc.constantFrom(...'a1",\n\r é;') }), { nil: null }),
  { minLength: 3, maxLength: 3 },
);

function csvField(text: string | null): string {
  if (text === null) return '';
  return /["\n\r,]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}

test('CSV reads back as it was written', () => {
  const columns = recordTarget({
    a: { type: { kind: 'text' } },
    b: { type: { kind: 'text' } },
    c: { type: { kind: 'text' } },
  });
  fc.assert(
    fc.property(fc.array(fields, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const lines = [['a', 'b', 'c'], ...rows].map((row) => row.map(csvField).join(','));
      const result = readRecords(Buffer.from(lines.join(end)), 'csv', columns);
      expect(result.rejected).toEqual([]);
      expect(batchRows(result.batch)).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

/** What was found, without the views of memory; or the error. */
function outcome(read: () => RecordsRead): unknown {
  try {
    const { batch, rejected, unknownKeys } = read();
    const reasons = rejected.map(({ bytes, ...rest }) => ({
      ...rest,
      text: `${Buffer.from(bytes)}`,
    }));
    return { rows: batchRows(batch), reasons, unknownKeys };
  } catch (error) {
    if (error instanceof SqlError) return error.code;
    throw error;
  }
}

/** Hands over the bytes in pieces, what is left of one in front of the next. */
function readPieces(
  bytes: Uint8Array,
  format: RecordFormat,
  sizes: readonly number[],
  resumed: boolean,
): RecordsRead {
  let reader = new RecordReader(format, target);
  const parts: RecordsRead[] = [];
  let from = 0;
  let to = 0;
  let base = 0;
  for (let i = 0; ; i += 1) {
    to = Math.min(to + (sizes[i % sizes.length] as number), bytes.length);
    const isLast = to === bytes.length;
    from += reader.read(bytes.subarray(from, to), isLast);
    const part = reader.take();
    const rejected = part.rejected.map((each) => ({ ...each, index: each.index + base }));
    parts.push({ ...part, rejected });
    if (isLast) break;
    if (!resumed || from === 0) continue;
    base = parts.reduce((sum, each) => sum + (each.batch?.rowCount ?? 0) + each.rejected.length, 0);
    reader = new RecordReader(format, target);
    expect(reader.resume(bytes)).toBe(true);
  }
  const batches = parts.flatMap(({ batch }) => (batch === null ? [] : [batch]));
  return {
    batch: batches.length === 0 ? null : concatBatches(batches),
    rejected: parts.flatMap(({ rejected }) => rejected),
    unknownKeys: parts.reduce((sum, part) => sum + part.unknownKeys, 0),
  };
}

const csvText = fc
  .array(fc.array(fc.string({ unit: fc.constantFrom(...'a1",\n\r é') }), { maxLength: 4 }))
  .map((rows) => [['text', 'big', 'other'], ...rows].map((row) => row.join(',')).join('\r\n'));

const jsonText = fc
  .tuple(fc.array(record, { maxLength: 6 }), fc.constantFrom('', ' ', '\n'))
  .map(([records, space]) => records.map((members) => jsonOf(members, space)).join(`,${space}`));

const texts = fc.oneof(
  csvText.map((text) => ({ format: 'csv', text }) as const),
  jsonText.map((text) => ({ format: 'json', text: `\ufeff [${text} ] ` }) as const),
  jsonText.map((text) => ({ format: 'ndjson', text: text.replaceAll('},', '}\r\n') }) as const),
  fc.tuple(jsonText, fc.nat(), fc.constantFrom(...'{}[],:"1x')).map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return { format: 'json', text: `[${text.slice(0, place)}${put}${text.slice(place)}]` } as const;
  }),
);

test('in pieces, or taken up again behind any of them, a text is read as in one', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(texts, sizes, fc.boolean(), ({ format, text }, each, resumed) => {
      const bytes = Buffer.from(text);
      const whole = outcome(() => readRecords(bytes, format, target));
      expect(outcome(() => readPieces(bytes, format, each, resumed))).toEqual(whole);
    }),
    { numRuns: 600 },
  );
});
