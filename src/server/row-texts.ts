import { assert } from '../common/assert.ts';
import type { Batch } from '../data/batch.ts';
import { gatherBatch } from '../data/gather.ts';
import type { TimeFormat } from '../data/json-cell.ts';
import { encodeRows } from '../data/json-rows.ts';

/** Rows in one frame at most. */
export const frameRowsMax = 1000;

/** The text of larger batches is not kept where nobody else is likely to ask for it. */
const answerRowsKept = 20_000;

/**
 * The JSON text of batches in parts of at most `frameRowsMax` rows, made once for each batch and
 * time format however many subscribers are sent it. The text lives as long as its batch does.
 */
export class RowTexts {
  readonly #iso = new WeakMap<Batch, string[]>();
  readonly #us = new WeakMap<Batch, string[]>();

  /** `[cell,…],[cell,…]` of one part; weights in front of the cells when the batch carries any. */
  part(batch: Batch, part: number, time: TimeFormat): string {
    const cache = time === 'us' ? this.#us : this.#iso;
    let parts = cache.get(batch);
    if (parts === undefined) {
      parts = [];
      cache.set(batch, parts);
    }
    const known = parts[part];
    if (known !== undefined) return known;
    const text = partText(batch, part, time);
    parts[part] = text;
    return text;
  }

  /** The same of an answer, whose text is held only while it is sent when there is much of it. */
  answerPart(batch: Batch, part: number, time: TimeFormat): string {
    const isKept = batch.rowCount <= answerRowsKept;
    return isKept ? this.part(batch, part, time) : partText(batch, part, time);
  }
}

function partText(batch: Batch, part: number, time: TimeFormat): string {
  const from = part * frameRowsMax;
  return encodeRows(batch, from, Math.min(from + frameRowsMax, batch.rowCount), { time });
}

/** How many parts a batch has; 0 when it has no rows. */
export function partCount(batch: Batch): number {
  return Math.ceil(batch.rowCount / frameRowsMax);
}

/** The rows of a batch of inserts as often as their weights say, without the weights. */
export function plainRows(batch: Batch): Batch {
  const { weights } = batch;
  if (weights === null) return batch;
  const repeated = weights.some((weight) => weight !== 1);
  if (!repeated) return { ...batch, weights: null };
  let count = 0;
  for (const weight of weights) {
    assert(weight >= 0, 'an answer holds no row less than zero times');
    count += weight;
  }
  const selection = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < batch.rowCount; row += 1) {
    const weight = weights[row] as number;
    selection.fill(row, at, at + weight);
    at += weight;
  }
  return { ...gatherBatch(batch, selection, count), weights: null };
}
