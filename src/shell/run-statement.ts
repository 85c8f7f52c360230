import { ClientError } from '../client/client-error.ts';
import type { ErrorBody } from '../protocol/messages.ts';
import { type ErrorSource, errorReport } from './error-report.ts';
import type { Outcome } from './outcome.ts';
import { printResult } from './print-result.ts';
import { ScanBar } from './scan-bar.ts';
import type { ShellSession } from './shell-session.ts';

/** SQLSTATE query_canceled. */
const canceled = '57014';

/**
 * Runs a statement that ends and prints what it answered, errors included. The signal's reason is
 * the outcome that it stands for.
 */
export async function runStatement(
  sql: string,
  source: ErrorSource,
  session: ShellSession,
  signal: AbortSignal,
): Promise<Outcome> {
  const startedMs = session.world.clock.monotonicMs();
  const bar = new ScanBar(session.world.messages);
  const show = bar.isShown ? { progress: bar.show } : {};
  try {
    const results = await session.client.sql(sql, {
      signal,
      session: session.world.sessionName,
      ...show,
    });
    bar.clear();
    for (const result of results) printResult(result, session);
    return 'ok';
  } catch (error) {
    bar.clear();
    if (!(error instanceof ClientError)) throw error;
    return reportFailure(error, source, session, signal);
  } finally {
    reportTiming(startedMs, session);
  }
}

/** Says what went wrong with a statement and answers what that makes of it. */
export function reportFailure(
  error: ClientError,
  source: ErrorSource,
  session: ShellSession,
  signal: AbortSignal,
): Outcome {
  for (const result of error.results) printResult(result, session);
  if (signal.aborted && error.body?.code === canceled) return reportAbort(session, signal);
  if (error.kind !== 'sql' || error.body === null) {
    reportUnreachable(error, session);
    return 'unreachable';
  }
  reportErrors([error.body, ...error.others], source, session);
  return 'failed';
}

/** Says that a statement was stopped, by the user or by its time limit. */
export function reportAbort(session: ShellSession, signal: AbortSignal): Outcome {
  const isTimeout = signal.reason === 'timeout';
  const { timeoutMs } = session.options;
  const message = isTimeout
    ? `the statement took longer than ${(timeoutMs ?? 0) / 1000} s`
    : 'canceled';
  session.say(`${session.messageStyle.yellow(message)}\n`);
  return isTimeout ? 'timeout' : 'canceled';
}

/** Prints errors one below the other. */
export function reportErrors(
  errors: readonly ErrorBody[],
  source: ErrorSource,
  session: ShellSession,
): void {
  const { messages } = session.world;
  const width = messages.isTerminal ? messages.size().columns : 200;
  const page = { width, style: session.messageStyle };
  for (const error of errors) session.say(errorReport(error, source, page));
}

/** Says that the server does not answer, and what to do about it. */
export function reportUnreachable(error: Error, session: ShellSession): void {
  const { messageStyle: style, options } = session;
  session.say(`${style.red(style.bold('ERROR:'))} ${error.message}\n`);
  if (error instanceof ClientError && error.kind === 'protocol') {
    session.say(
      `${style.bold(style.cyan('HINT:'))} Something else may be listening at ${options.url}.\n`,
    );
    return;
  }
  session.say(
    `${style.bold(style.cyan('HINT:'))} Start one with "millrace demo", or say where it is with --url.\n`,
  );
}

/** Says that a changelog broke off: what follows is not known. */
export function reportConnectionLost(session: ShellSession): void {
  const { messageStyle: style } = session;
  session.say(`${style.red(style.bold('ERROR:'))} the connection to the server was lost\n`);
}

function reportTiming(startedMs: number, session: ShellSession): void {
  if (!session.settings.timing) return;
  const elapsedMs = session.world.clock.monotonicMs() - startedMs;
  session.say(session.messageStyle.dim(`Time: ${elapsedMs.toFixed(1)} ms\n`));
}
