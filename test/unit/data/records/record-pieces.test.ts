import { expect, test } from 'vitest';
import { RecordPieces } from '../../../../src/data/records/record-pieces.ts';
import { RecordReader } from '../../../../src/data/records/record-reader.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { recordTarget } from '../../../support/record-target.ts';

const target = recordTarget({ n: { type: { kind: 'bigint' } }, t: { type: { kind: 'text' } } });
const rows = Array.from({ length: 60 }, (_, n) => [BigInt(n), n % 5 === 0 ? null : `tä${n}\n"`]);
const records = rows.map(([n, t]) => JSON.stringify({ n: Number(n), t }));
const body = Buffer.from(`[${records.join(', ')}]`);

/** Adds a text in pieces of so many bytes each, all of them in memory that is used again. */
function add(pieces: RecordPieces, bytes: Uint8Array, size: number): void {
  const memory = [new Uint8Array(size), new Uint8Array(size)] as const;
  for (let at = 0, turn = 0; at < bytes.length; at += size, turn = 1 - turn) {
    const piece = bytes.subarray(at, at + size);
    (memory[turn] as Uint8Array).set(piece);
    pieces.add((memory[turn] as Uint8Array).subarray(0, piece.length));
  }
  pieces.end();
}

test.each([1, 2, 7, 64, 1000, 100_000])('a text in pieces of %i bytes is read whole', (size) => {
  const reader = new RecordReader('json', target);
  add(new RecordPieces(reader), body, size);
  expect(batchRows(reader.take().batch)).toEqual(rows);
});

test('a long record is not tried again with every piece', () => {
  const reader = new RecordReader('ndjson', target);
  let tries = 0;
  const read = reader.read.bind(reader);
  reader.read = (bytes, isLast) => {
    tries += 1;
    return read(bytes, isLast);
  };
  const long = 'x'.repeat(1_000_000);
  add(new RecordPieces(reader), Buffer.from(JSON.stringify({ n: 1, t: long })), 1000);
  expect(batchRows(reader.take().batch)).toEqual([[1n, long]]);
  expect(tries).toBeLessThan(15);
});

test('a reader that is used again begins anew, whatever came before', () => {
  const reader = new RecordReader('json', target);
  for (const broken of ['[{"n":1},{"n":2,"n":', '[{"n":1,"t":"a"},{"n":"x"}', '{"n":1} ']) {
    try {
      add(new RecordPieces(reader), Buffer.from(broken), 4);
    } catch {
      // Nobody takes what was read.
    }
    reader.restart();
    add(new RecordPieces(reader), Buffer.from('[{"n":7},{"t":"b","n":"x"},{"n":8,"t":"c"}]'), 9);
    const { batch, rejected } = reader.lend();
    expect(batchRows(batch)).toEqual([
      [7n, null],
      [8n, 'c'],
    ]);
    expect(rejected.map(({ index }) => index)).toEqual([1]);
    reader.restart();
  }
});

test('what is lent is lent until the next record', () => {
  const reader = new RecordReader('json', target);
  reader.read(body, true);
  const { batch } = reader.lend();
  expect(batchRows(batch)).toEqual(rows);
  reader.restart();
  reader.read(Buffer.from('[{"n":-1,"t":"z"}]'), true);
  expect(batchRows(reader.lend().batch)).toEqual([[-1n, 'z']]);
  expect(batchRows(batch)[0]).toEqual([-1n, null]);
});
