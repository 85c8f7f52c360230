import type { StatementRun } from '../../../engine/session/statement-run.ts';
import { sessionZone } from '../../../engine/session/zone-setting.ts';
import { analyse } from './analyse.ts';
import type { Analysis } from './analysis.ts';
import { noValues } from './bound-values.ts';
import { perform } from './perform.ts';
import { sendAnswer, writeNotices } from './send-answer.ts';
import type { SessionContext } from './session-context.ts';

/**
 * Runs the statements of a text one after the other and sends what they answer, until the first
 * that fails. Where one of them is no SQL, none is run.
 * @throws SqlError what a statement raises
 */
export async function simpleQuery(
  context: SessionContext,
  sql: string,
  run: StatementRun,
): Promise<void> {
  for (const analysis of analyse(context, sql)) {
    if (run.signal.aborted) throw run.error();
    await runStatement(context, analysis, run);
  }
}

async function runStatement(
  context: SessionContext,
  analysis: Analysis,
  run: StatementRun,
): Promise<void> {
  const { outbox, session } = context;
  const options = { describe: true, formats: [], rowsMax: 0 };
  const answer = await perform(context, analysis, noValues, run);
  writeNotices(outbox.writer, answer);
  try {
    await sendAnswer(outbox, answer, run, { ...options, zone: sessionZone(session) });
  } finally {
    answer.rows?.close();
  }
}
