import type { Append, BodyFormat, Partition } from '../../src/log/api.ts';

/** Bodies whose rows are numbers of 8 bytes: they say themselves whether they are whole and in order. */
export const numberedBodies: BodyFormat = {
  merge: (bodies) => new Uint8Array(Buffer.concat(bodies)),
  keys: () => null,
  select: (body, rows) => {
    const numbers = numbersOf(body);
    return new Uint8Array(Float64Array.from(rows, (row) => numbers[row] as number).buffer);
  },
  timestamps: (body) => numbersOf(body).slice(),
  offsetDeltas: () => null,
};

function numbersOf(body: Uint8Array): Float64Array {
  return new Float64Array(body.buffer, body.byteOffset, body.length / 8);
}

/** An append of the rows `first`, `first + 1`, … */
export function numberedRows(first: number, rows: number): Append {
  const numbers = Float64Array.from({ length: rows }, (_, index) => first + index);
  const body = new Uint8Array(numbers.buffer);
  return { rows, body, firstTimestampMs: first, maxTimestampMs: first + rows - 1 };
}

/** All rows of a partition from an offset on, read in pieces of about so many bytes. */
export async function readNumbers(
  partition: Partition,
  from = 0,
  bytesMax = 1000,
): Promise<number[]> {
  const numbers: number[] = [];
  let offset = from;
  while (offset < partition.endOffset()) {
    const { batches } = await partition.read(offset, bytesMax);
    if (batches.length === 0) throw new Error(`nothing at offset ${offset}`);
    for (const batch of batches) {
      const bytes = await batch.range(0, batch.bodyBytes);
      const rows = new Float64Array(bytes.buffer, bytes.byteOffset, batch.rows);
      if (batch.baseOffset > offset) throw new Error(`a gap before offset ${batch.baseOffset}`);
      numbers.push(...rows.subarray(offset - batch.baseOffset));
      offset = batch.baseOffset + batch.rows;
    }
  }
  return numbers;
}

/** The numbers from `first` on, so many. */
export function countFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
