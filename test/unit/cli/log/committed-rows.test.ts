import { expect, test } from 'vitest';
import { CommittedRows } from '../../../../src/cli/log/committed-rows.ts';
import { PartitionView } from '../../../../src/log/inspect/partition-view.ts';
import { CommittedTransactions } from '../../../../src/log/inspect/read-transactions.ts';
import { openCleanedLog } from '../../../support/cleaned-log.ts';
import { textRecords } from '../../../support/log-records.ts';
import { newDisk } from '../../../support/log-transactions.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const rowsAll = 40;

/** The offsets of rows, one after the other, until there are `count` or no more. */
async function take(rows: CommittedRows, count: number): Promise<number[]> {
  const offsets: number[] = [];
  while (offsets.length < count) {
    await rows.advance();
    if (rows.isEmpty) return offsets;
    offsets.push(rows.rows.offset(rows.row));
    rows.step();
  }
  return offsets;
}

test('segments that are rewritten while they are read: every row once, wherever the reader is', async () => {
  for (let before = 0; before < rowsAll; before += 3) {
    const disk = newDisk(before);
    const { partition, clean } = await openCleanedLog({
      disk: disk.disk,
      clock: new ManualClock(),
      segmentBytesMax: 700,
    });
    for (let row = 0; row < rowsAll; row += 1) await partition.appendRecords(textRecords(`${row}`));
    const isHeld = (): boolean => true;
    const place = {
      disk: disk.disk,
      directory: '/p',
      salt: 4711,
      durability: 'durable' as const,
      isHeld,
    };
    const committed = new CommittedTransactions(disk.disk, '/none', isHeld);
    const view = await PartitionView.open(place, committed);
    const complaints: string[] = [];
    const wanted = { partition: 0, first: 0, last: null, schema: null };
    const rows = new CommittedRows(view, wanted, (line) => complaints.push(line));
    const offsets = await take(rows, before);
    expect(await clean()).toBeGreaterThan(0);
    offsets.push(...(await take(rows, rowsAll)));
    // Of the last group nobody has said yet that it is synced.
    expect(offsets).toEqual(Array.from({ length: rowsAll - 1 }, (_, index) => index));
    expect(complaints).toEqual([]);
    await rows.close();
    await view.close();
    await partition.close();
  }
});
