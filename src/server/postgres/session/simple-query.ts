import { type StatementText, statementTexts } from '../../../engine/statement-texts.ts';
import { analyseToRun, emptyStatement } from './analyse.ts';
import { noValues } from './bound-values.ts';
import { perform } from './perform.ts';
import { sendAnswer, writeNotices } from './send-answer.ts';
import type { SessionContext } from './session-context.ts';
import { readSessionStatement } from './session-statement.ts';
import type { StatementRun } from './statement-run.ts';

/**
 * Runs the statements of a text one after the other and sends what they answer, until the first
 * that fails. `begins` is told each before it runs.
 * @throws SqlError what a statement raises
 */
export async function simpleQuery(
  context: SessionContext,
  sql: string,
  run: StatementRun,
  begins: (statement: StatementText) => void,
): Promise<void> {
  const found = statementTexts(sql);
  const statements = found.length === 0 ? [emptyStatement] : found;
  if (statements.length > 1) checkSyntax(context, statements, begins);
  for (const statement of statements) {
    begins(statement);
    if (run.signal.aborted) throw run.error();
    await runStatement(context, statement, run);
  }
}

/** Where one statement is no SQL, none is run. @throws SqlError 42601, 0A000 */
function checkSyntax(
  { engine }: SessionContext,
  statements: readonly StatementText[],
  begins: (statement: StatementText) => void,
): void {
  for (const statement of statements) {
    begins(statement);
    if (readSessionStatement(statement) === null && !isCatalogQuery(statement)) {
      engine.describe(statement.text, { syntaxOnly: true });
    }
  }
}

/** Clients ask about the catalog in SQL that the parser need not know. */
function isCatalogQuery({ text }: StatementText): boolean {
  return /\bpg_catalog\b/i.test(text);
}

async function runStatement(
  context: SessionContext,
  statement: StatementText,
  run: StatementRun,
): Promise<void> {
  const { outbox } = context;
  const answer = await perform(context, analyseToRun(context, statement), noValues, run);
  writeNotices(outbox.writer, answer);
  try {
    await sendAnswer(outbox, answer, run, { describe: true, formats: [], rowsMax: 0 });
  } finally {
    answer.rows?.close();
  }
}
