import type { SqlError } from '../../../src/common/sql-error.ts';
import { encodeRows } from '../../../src/data/json-rows.ts';
import type { StatementOutcome } from '../../../src/engine/api.ts';
import type { Row } from '../../../src/protocol/messages.ts';
import { plainRows } from '../../../src/server/row-texts.ts';
import { columnsOf } from '../../../src/server/statement-text.ts';
import { errorReport, noticeReport } from '../../../src/shell/error-report.ts';
import { resultParts } from '../../../src/shell/format/result-format.ts';
import { styleOf } from '../../../src/shell/style.ts';

/** What a statement answered. */
export type Answer = StatementOutcome;

const style = styleOf(false);
const page = { width: Number.POSITIVE_INFINITY, style };

/** What the shell prints for statements; their tags only where there is nothing else to see. */
export function answerText(answers: readonly Answer[]): string {
  const shown = answers.flatMap((answer) => [...noticeTexts(answer), ...tableText(answer)]);
  const tags = answers.map(({ command, rowCount }) =>
    command === 'INSERT' ? `${command} ${rowCount}` : command,
  );
  return (shown.length > 0 ? shown : tags).join('\n');
}

/** What the shell prints for an error of a text, and for its further errors. */
export function errorText(error: SqlError, text: string): string {
  const source = { text, name: null, firstLine: 1 };
  return [error, ...error.others]
    .map(({ code, message, position, detail, hint }) => {
      const body = {
        code,
        message,
        ...(position === undefined ? {} : { position }),
        ...(detail === undefined ? {} : { detail }),
        ...(hint === undefined ? {} : { hint }),
      };
      return errorReport(body, source, page).trimEnd();
    })
    .join('\n');
}

function noticeTexts({ notices }: Answer): string[] {
  return notices.map(({ severity, message, hint }) => {
    const notice = { severity, message, ...(hint === undefined ? {} : { hint }) };
    return noticeReport(notice, style).trimEnd();
  });
}

function tableText({ schema, batches }: Answer): string[] {
  if (schema === null) return [];
  const rows = batches.flatMap((batch): readonly Row[] => {
    const plain = plainRows(batch);
    return JSON.parse(`[${encodeRows(plain, 0, plain.rowCount, { time: 'iso' })}]`);
  });
  const table = [...resultParts('table', columnsOf(schema), rows, page)].join('');
  return [table.trimEnd()];
}
