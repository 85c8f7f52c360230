import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import type { LogRecord } from '../../../../src/log/api.ts';
import { RecordBatchBuilder } from '../../../../src/log/format/record-batch-builder.ts';
import { RecordReader } from '../../../../src/log/format/record-reader.ts';

const anyBytes = fc.uint8Array({ maxLength: 40 });
const record: fc.Arbitrary<LogRecord> = fc.record({
  key: fc.option(anyBytes),
  value: fc.option(anyBytes),
  headers: fc.array(fc.record({ key: fc.string(), value: fc.option(anyBytes) }), { maxLength: 3 }),
  timestampMs: fc.oneof(
    fc.integer({ min: -(2 ** 51), max: 2 ** 51 }),
    fc.integer({ min: 0, max: 200 }),
  ),
});

type Harm = {
  readonly at: number;
  readonly byte: number;
  readonly cut: number;
  readonly grow: number;
};

/** The body with a byte changed and perhaps cut short, between bytes that are not its own. */
function harmed(whole: Uint8Array, { at, byte, cut, grow }: Harm): Uint8Array {
  const fenced = new Uint8Array(whole.length + 64).fill(0x99);
  fenced.set(whole, 32);
  fenced[32 + (at % whole.length)] = byte;
  const length = grow === 0 ? cut % (whole.length + 1) : whole.length;
  return fenced.subarray(32, 32 + length);
}

/** All keys and values, none when the damage was noticed. */
function partsOf(body: Uint8Array, rows: number): Uint8Array[] {
  try {
    return readLoosely(body, rows).flatMap(({ key, value }) =>
      [key, value].filter((part) => part !== null),
    );
  } catch (error) {
    expect(error).toBeInstanceOf(SqlError);
    expect((error as SqlError).code).toBe('XX001');
    return [];
  }
}

function bodyOf(records: readonly LogRecord[], baseMs: number): Uint8Array {
  const builder = new RecordBatchBuilder(baseMs);
  for (const each of records) builder.add(each);
  return builder.body();
}

function readAll(body: Uint8Array, rows: number, baseMs: number): LogRecord[] {
  const reader = new RecordReader(body, rows);
  const records: LogRecord[] = [];
  while (reader.next()) {
    expect(reader.offsetDelta).toBe(records.length);
    records.push({
      key: reader.key(),
      value: reader.value(),
      headers: reader.headers(),
      timestampMs: baseMs + reader.timestampDelta,
    });
  }
  return records;
}

describe('RecordReader', () => {
  it('reads back what the builder wrote', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        const baseMs = records[0]?.timestampMs ?? 0;
        expect(readAll(bodyOf(records, baseMs), records.length, baseMs)).toEqual(records);
      }),
      { numRuns: 200 },
    );
  });

  it('reads a damaged body to its end or says XX001, and nothing outside of it', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(), grow: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), damage, (records, harm) => {
        const body = harmed(bodyOf(records, 0), harm);
        for (const part of partsOf(body, records.length)) {
          expect(part.byteOffset).toBeGreaterThanOrEqual(body.byteOffset);
          expect(part.byteOffset + part.length).toBeLessThanOrEqual(body.byteOffset + body.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses bytes that are left over, and rows that are missing', () => {
    const body = bodyOf([{ key: null, value: null, headers: [], timestampMs: 0 }], 0);
    expect(() => readLoosely(body, 0)).toThrow('damaged');
    expect(() => readLoosely(body, 2)).toThrow('damaged');
  });

  it('refuses a length that is a billion', () => {
    const body = new Uint8Array([0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 1, 1, 0]);
    expect(() => readLoosely(body, 1)).toThrow('damaged');
    const endless = new Uint8Array(20).fill(0xff);
    expect(() => readLoosely(endless, 1)).toThrow('damaged');
  });
});

function readLoosely(
  body: Uint8Array,
  rows: number,
): { readonly key: Uint8Array | null; readonly value: Uint8Array | null }[] {
  const reader = new RecordReader(body, rows);
  const found: { key: Uint8Array | null; value: Uint8Array | null }[] = [];
  while (reader.next()) {
    reader.headers();
    found.push({ key: reader.key(), value: reader.value() });
  }
  return found;
}
