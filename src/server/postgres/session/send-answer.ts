import type { Batch } from '../../../data/batch.ts';
import { encodeText } from '../../../data/text-bytes.ts';
import type { TimeZone } from '../../../data/zones/time-zone.ts';
import type { CopyLines } from '../../../engine/api.ts';
import type { RowSource } from '../../../engine/session/row-source.ts';
import type { StatementRun } from '../../../engine/session/statement-run.ts';
import { DataRows, writeRowDescription } from '../types/data-rows.ts';
import type { MessageWriter } from '../wire/message-writer.ts';
import type { Outbox } from '../wire/outbox.ts';
import { writeNotice } from '../wire/report-message.ts';
import type { Answer } from './answer.ts';

/** Rows that are read and written without looking whether the client keeps up. */
const portionRows = 256;

/** How an answer is to be sent. */
export type SendOptions = {
  /** Whether the columns are told first. */
  readonly describe: boolean;
  readonly formats: readonly number[];
  /** Rows at most; 0 for all. */
  readonly rowsMax: number;
  /** What moments are shown in; null for UTC. */
  readonly zone: TimeZone | null;
};

/**
 * Sends what a statement answers, no faster than the client reads. Answers whether it is finished:
 * not when there may be more rows than were asked for.
 * @throws SqlError what the rows raise, 57014 when it was cancelled
 */
export async function sendAnswer(
  outbox: Outbox,
  answer: Answer,
  run: StatementRun,
  options: SendOptions,
): Promise<boolean> {
  const { writer } = outbox;
  const { rows, tag, copy } = answer;
  if (rows === null) {
    writeComplete(writer, tag(0));
    return true;
  }
  const writeRow = copy === null ? begun(outbox, rows, options) : begunCopy(writer, rows, copy);
  const sent = await sendRows(outbox, answer, run, options.rowsMax, writeRow);
  if (copy !== null) writer.begin('c').end();
  if (options.rowsMax > 0 && sent >= options.rowsMax) {
    writer.begin('s').end();
    return false;
  }
  writeComplete(writer, tag(sent));
  return true;
}

type WriteRow = (batch: Batch, row: number) => void;

function begun({ writer }: Outbox, rows: RowSource, options: SendOptions): WriteRow {
  const data = new DataRows(rows.schema, options.formats, options.zone);
  if (options.describe) writeRowDescription(writer, rows.schema, options.formats);
  return (batch, row) => data.write(writer, batch, row);
}

function begunCopy(writer: MessageWriter, { schema }: RowSource, lines: CopyLines): WriteRow {
  writer.begin('H').int8(0).count(schema.fields.length);
  for (let i = 0; i < schema.fields.length; i += 1) writer.int16(0);
  writer.end();
  const put = (line: string): void => writer.begin('d').rawBytes(encodeText(line)).end();
  const header = lines.header();
  if (header !== null) put(header);
  return (batch, row) => put(lines.row(batch, row));
}

/** Answers how many rows were sent. */
async function sendRows(
  outbox: Outbox,
  answer: Answer,
  run: StatementRun,
  rowsMax: number,
  writeRow: WriteRow,
): Promise<number> {
  const source = answer.rows as RowSource;
  const most = rowsMax === 0 ? Number.POSITIVE_INFINITY : rowsMax;
  let sent = 0;
  while (sent < most) {
    if (source.isWaiting()) await outbox.flush();
    const batch = await source.read(Math.min(portionRows, most - sent), run.signal);
    const rows = batch?.rowCount ?? 0;
    // An answer that is there is sent, however long that takes: FETCH waits until the time is over.
    if (run.signal.aborted && (source.isEndless || !run.timedOut)) throw run.error();
    if (batch === null) break;
    for (let row = 0; row < rows; row += 1) writeRow(batch, row);
    sent += rows;
    await outbox.flushWhenFull();
  }
  return sent;
}

/** Writes CommandComplete; EmptyQueryResponse where there was no command. */
export function writeComplete(writer: MessageWriter, tag: string): void {
  if (tag === '') writer.begin('I').end();
  else writer.begin('C').text(tag).end();
}

/** Writes what the user should know of an answer. */
export function writeNotices(writer: MessageWriter, { notices }: Answer): void {
  for (const notice of notices) writeNotice(writer, notice);
}
