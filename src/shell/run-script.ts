import { unreachable } from '../common/assert.ts';
import { type CommandOutcome, runBackslashCommand } from './backslash-command.ts';
import { fileErrorText } from './file-error-text.ts';
import { type RunContext, runSql } from './run-sql.ts';
import { exitCode } from './shell-options.ts';
import type { ShellSession } from './shell-session.ts';
import { type ScriptPart, takeParts } from './sql-text.ts';

/** Files that include files at most so deep. */
const includesMax = 16;

/** Runs a statement or backslash command. */
export async function runPart(
  part: ScriptPart,
  session: ShellSession,
  context: RunContext,
  depth = 0,
): Promise<CommandOutcome> {
  if (part.kind === 'sql') return await runSql(part, session, context);
  return await runBackslashCommand(part.text, {
    session,
    runSql: (sql) =>
      runSql({ kind: 'sql', text: sql, line: part.line }, session, {
        ...context,
        sourceName: null,
      }),
    runFile: (path) => runFile(path, session, context.keyboard, depth + 1),
  });
}

/** Runs the parts of a script until one does not go well. */
export async function runText(
  script: string,
  session: ShellSession,
  context: RunContext,
  depth = 0,
): Promise<CommandOutcome> {
  for (const part of takeParts(script, 1, true).parts) {
    const outcome = await runPart(part, session, context, depth);
    if (outcome !== 'ok') return outcome;
  }
  return 'ok';
}

/** Runs a file of statements; one that cannot be read is a failure. */
export async function runFile(
  path: string,
  session: ShellSession,
  keyboard: RunContext['keyboard'],
  depth = 0,
): Promise<CommandOutcome> {
  const script = depth > includesMax ? null : readScript(path, session);
  if (depth > includesMax)
    session.say(`ERROR: files include each other more than ${includesMax} deep\n`);
  if (script === null) return 'failed';
  return await runText(script, session, { sourceName: path, keyboard }, depth);
}

function readScript(path: string, session: ShellSession): string | null {
  try {
    return session.world.files.read(path);
  } catch (error) {
    const { messageStyle: style } = session;
    session.say(
      `${style.red(style.bold('ERROR:'))} cannot read ${path}: ${fileErrorText(error)}\n`,
    );
    return null;
  }
}

/** Runs what the command line asked for, in its order, and answers the exit code. */
export async function runScripts(session: ShellSession): Promise<number> {
  for (const script of session.options.scripts) {
    const context = { sourceName: null, keyboard: null };
    const isFile = script.kind === 'file';
    const outcome = isFile
      ? await runFile(script.path, session, null)
      : await runText(script.sql, session, context);
    if (outcome !== 'ok') return exitCodeOf(outcome, isFile);
  }
  return exitCode.ok;
}

/** The exit code of what ended a script; of a file, a failed statement is a stopped script. */
export function exitCodeOf(outcome: CommandOutcome, isFile: boolean): number {
  switch (outcome) {
    case 'ok':
    case 'quit':
      return exitCode.ok;
    case 'failed':
      return isFile ? exitCode.scriptStopped : exitCode.sqlError;
    case 'unreachable':
      return exitCode.unreachable;
    case 'timeout':
      return exitCode.timeout;
    case 'canceled':
      return exitCode.interrupted;
    default:
      return unreachable(outcome);
  }
}
