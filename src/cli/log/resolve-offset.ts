import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import type { FoundBatch } from '../../log/inspect/partition-scan.ts';
import type { PartitionView } from '../../log/inspect/partition-view.ts';
import { decodeRows } from './decode-rows.ts';
import type { OffsetSpec } from './offset-spec.ts';

/**
 * The offset in a partition that a place means now. Numbers below the start mean the start, places
 * in time without a row the end. @throws SqlError XX001, 0A000
 */
export async function resolveOffset(
  view: PartitionView,
  spec: OffsetSpec,
  schema: Schema | null,
): Promise<number> {
  switch (spec.kind) {
    case 'start':
      return view.startOffset;
    case 'end':
      return view.stableOffset;
    case 'offset':
      return Math.max(spec.offset, view.startOffset);
    case 'afterStart':
      return view.startOffset + spec.rows;
    case 'beforeEnd':
      return offsetBeforeEnd(view, spec.rows, schema);
    case 'time':
      return offsetAt(view, spec.timestampMs, schema);
  }
}

/** The visible batches from an offset up to the stable one, their bodies not read. */
async function* visibleBatches(view: PartitionView, from: number): AsyncGenerator<FoundBatch> {
  const end = view.stableOffset;
  const scan = view.scan(from);
  try {
    for (let step = await scan.next(); step !== null; step = await scan.next()) {
      if (step.kind !== 'batch') continue;
      if (step.head.baseOffset >= end) return;
      if (view.isVisible(step.head)) yield step;
    }
  } finally {
    await scan.close();
  }
}

async function offsetAt(
  view: PartitionView,
  timestampMs: number,
  schema: Schema | null,
): Promise<number> {
  for await (const batch of visibleBatches(view, view.startOffset)) {
    if (batch.head.maxTimestampMs < timestampMs) continue;
    const rows = await rowsOf(batch, schema);
    for (let row = 0; row < rows.count; row += 1) {
      const offset = rows.offset(row);
      if (rows.timestampMs(row) >= timestampMs && offset >= view.startOffset) return offset;
    }
  }
  return view.stableOffset;
}

type Counted = { readonly baseOffset: number; readonly endOffset: number; readonly rows: number };

/** Offsets without rows do not count. Looks at the heads of the partition, and into one batch where offsets are missing. */
async function offsetBeforeEnd(
  view: PartitionView,
  rows: number,
  schema: Schema | null,
): Promise<number> {
  if (rows === 0) return view.stableOffset;
  const last = await lastBatches(view, rows);
  const first = last[0];
  if (first === undefined) return view.startOffset;
  const total = last.reduce((sum, batch) => sum + batch.rows, 0);
  const skipped = Math.max(0, total - rows);
  if (first.endOffset - first.baseOffset === first.rows) {
    return Math.max(view.startOffset, first.baseOffset + skipped);
  }
  for await (const batch of visibleBatches(view, first.baseOffset)) {
    return Math.max(view.startOffset, (await rowsOf(batch, schema)).offset(skipped));
  }
  return view.startOffset;
}

/** The last batches that have so many rows together, fewer when there are not so many. */
async function lastBatches(view: PartitionView, rows: number): Promise<readonly Counted[]> {
  let last: Counted[] = [];
  let total = 0;
  let spare = 0;
  for await (const { head } of visibleBatches(view, view.startOffset)) {
    const { baseOffset, endOffset, rows: count } = head;
    last.push({ baseOffset, endOffset, rows: count });
    total += count;
    while (total - (last[spare]?.rows ?? 0) >= rows) {
      total -= last[spare]?.rows ?? 0;
      spare += 1;
    }
    if (spare > 1024) {
      last = last.slice(spare);
      spare = 0;
    }
  }
  return last.slice(spare);
}

async function rowsOf(batch: FoundBatch, schema: Schema | null) {
  const body = await batch.body();
  if (body !== null) return decodeRows(batch.head, body, schema);
  throw new SqlError(sqlState.dataCorrupted, 'the log is damaged', {
    detail: `The batch at byte ${batch.position} of ${batch.path} is not as it was written.`,
  });
}
