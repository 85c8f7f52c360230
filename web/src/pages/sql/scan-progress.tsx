import type { WorkProgress } from '../../../../src/protocol/messages.ts';

const mebibyte = 1024 * 1024;

/** How far a statement is: a bar, the rows it has read of those that there are, and what it holds. */
export function ScanProgress({ rowsRead, rowsToRead, bytesHeld }: WorkProgress) {
  const count = (rows: number): string => rows.toLocaleString('en-US');
  return (
    <>
      <progress max={Math.max(1, rowsToRead)} value={rowsRead} aria-label="Rows read" />
      <span>
        {count(rowsRead)} of {count(rowsToRead)} rows, {Math.ceil(bytesHeld / mebibyte)} MiB
      </span>
    </>
  );
}
