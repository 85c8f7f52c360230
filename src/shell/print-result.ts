import type { StatementResult } from '../protocol/messages.ts';
import { noticeReport } from './error-report.ts';
import { type ResultFormat, resultParts } from './format/result-format.ts';
import type { ShellSession } from './shell-session.ts';

/** Pieces are joined to about so many characters before they are written. */
const writeCharacters = 64 * 1024;

/** Prints what one statement answered: rows as data, everything else as messages. */
export function printResult(result: StatementResult, session: ShellSession): void {
  for (const notice of result.notices) session.remark(noticeReport(notice, session.messageStyle));
  if (result.columns.length === 0) {
    session.remark(`${commandTag(result)}\n`);
    return;
  }
  const format = boundedFormat(session);
  const maxRows = session.settings.maxRows ?? defaultMaxRows(format, session);
  const rows = result.rows.length > maxRows ? result.rows.slice(0, maxRows) : result.rows;
  const page = { width: pageWidth(session), style: session.dataStyle };
  writeParts(resultParts(format, result.columns, rows, page), session);
  if (rows.length < result.rows.length) {
    const hint = session.settings.maxRows === null ? '; --max-rows or \\format csv for more' : '';
    session.remark(`(the first ${rows.length} of ${result.rows.length} rows${hint})\n`);
  } else if (session.data.isTerminal) {
    session.remark(session.messageStyle.dim(rowCountText(rows.length)));
  }
}

/** Nobody reads more on a terminal, and laying it out would keep the prompt waiting. */
function defaultMaxRows(format: ResultFormat, { data }: ShellSession): number {
  const isForEyes = data.isTerminal && /^(?:box|table|vertical|markdown)$/.test(format);
  return isForEyes ? 10_000 : Number.POSITIVE_INFINITY;
}

/** The format of results that end. */
function boundedFormat({ settings, data }: ShellSession): ResultFormat {
  if (settings.expanded) return 'vertical';
  return settings.format ?? (data.isTerminal ? 'box' : 'csv');
}

function pageWidth({ data }: ShellSession): number {
  return data.isTerminal ? data.size().columns : Number.POSITIVE_INFINITY;
}

function commandTag({ command, rowCount }: StatementResult): string {
  return /^(?:INSERT|UPDATE|DELETE|COPY)\b/.test(command) ? `${command} ${rowCount}` : command;
}

function rowCountText(count: number): string {
  return `(${count} ${count === 1 ? 'row' : 'rows'})\n`;
}

function writeParts(parts: Iterable<string>, { data }: ShellSession): void {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < writeCharacters) continue;
    data.write(text);
    text = '';
  }
  if (text !== '') data.write(text);
}
