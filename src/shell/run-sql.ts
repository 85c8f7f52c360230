import { keyName } from './editor/key-decoder.ts';
import { Keyboard } from './editor/keyboard.ts';
import { type ErrorSource, noticeReport } from './error-report.ts';
import { type FollowEnd, follow } from './live/follow.ts';
import { type LiveEnd, LiveView } from './live/live-view.ts';
import type { Outcome } from './outcome.ts';
import {
  reportAbort,
  reportConnectionLost,
  reportErrors,
  reportUnreachable,
  runStatement,
} from './run-statement.ts';
import type { ShellSession } from './shell-session.ts';
import { isContinuous, type ScriptPart, withoutEnd } from './sql-text.ts';

/** Where a statement comes from and who can stop it. */
export type RunContext = {
  /** The name of the file; null for what was typed or stood on the command line. */
  readonly sourceName: string | null;
  /** The raw terminal of an interactive shell; null elsewhere. */
  readonly keyboard: Keyboard | null;
};

/** Runs one statement to its end, its time limit or Ctrl-C, and says all there is to say about it. */
export async function runSql(
  part: ScriptPart,
  session: ShellSession,
  context: RunContext,
): Promise<Outcome> {
  const source = { text: part.text, name: context.sourceName, firstLine: part.line };
  const stop = new AbortController();
  const release = stopOnLimits(stop, session, context.keyboard);
  try {
    if (!isContinuous(part.text))
      return await runStatement(part.text, source, session, stop.signal);
    return await runContinuous(source, session, context, stop.signal);
  } finally {
    release();
  }
}

/** Aborts at the time limit and on Ctrl-C; answers how to let go of both. */
function stopOnLimits(
  stop: AbortController,
  { world, options }: ShellSession,
  keyboard: Keyboard | null,
): () => void {
  const { clock } = world;
  const { timeoutMs } = options;
  const timer = timeoutMs === null ? null : clock.after(timeoutMs, () => stop.abort('timeout'));
  const cancel = (): void => stop.abort('canceled');
  const releaseInterrupt = world.onInterrupt(cancel);
  const releaseKeys = keyboard?.take((key) => {
    if (keyName(key) !== 'ctrl-c') return false;
    cancel();
    return true;
  });
  return () => {
    timer?.cancel();
    releaseInterrupt();
    releaseKeys?.();
  };
}

async function runContinuous(
  source: ErrorSource,
  session: ShellSession,
  { keyboard }: RunContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { world, settings, data } = session;
  const isForEyes = settings.format === null && !settings.expanded && settings.maxRows === null;
  if (!isForEyes || !data.isTerminal || !world.input.isTerminal || world.env['TERM'] === 'dumb') {
    return await followChanges(source, session, signal);
  }
  if (keyboard !== null) return await showLive(source, session, keyboard, signal);
  const ownKeyboard = new Keyboard(world.input, world.clock);
  ownKeyboard.start();
  try {
    return await showLive(source, session, ownKeyboard, signal);
  } finally {
    ownKeyboard.stop();
  }
}

async function showLive(
  source: ErrorSource,
  session: ShellSession,
  keyboard: Keyboard,
  signal: AbortSignal,
): Promise<Outcome> {
  const { world, messageStyle } = session;
  const connection = await session.live();
  connection.retryNow();
  const view = new LiveView({
    sql: withoutEnd(source.text),
    connection,
    keyboard,
    output: session.data,
    clock: world.clock,
    style: session.dataStyle,
    onResize: world.onResize,
    notice: (notice) => session.remark(noticeReport(notice, messageStyle)),
  });
  const end = await view.run(signal);
  if (end.kind === 'quit' || end.kind === 'interrupt' || end.kind === 'done') {
    const ended = end.kind === 'done' ? 'the query has ended: ' : '';
    session.remark(messageStyle.dim(`(${ended}${view.summary})\n`));
  }
  return outcomeOf(end, source, session, signal);
}

async function followChanges(
  source: ErrorSource,
  session: ShellSession,
  signal: AbortSignal,
): Promise<Outcome> {
  const { settings, data, dataStyle, messageStyle } = session;
  const connection = await session.live();
  connection.retryNow();
  const end = await follow(
    {
      sql: withoutEnd(source.text),
      connection,
      data,
      format: settings.expanded ? 'vertical' : (settings.format ?? 'ndjson'),
      style: dataStyle,
      maxRows: settings.maxRows,
      notice: (notice) => session.remark(noticeReport(notice, messageStyle)),
    },
    signal,
  );
  return outcomeOf(end, source, session, signal);
}

function outcomeOf(
  end: LiveEnd | FollowEnd,
  source: ErrorSource,
  session: ShellSession,
  signal: AbortSignal,
): Outcome {
  switch (end.kind) {
    case 'quit':
    case 'done':
    case 'enough':
      return 'ok';
    case 'interrupt':
      return 'canceled';
    case 'aborted':
      return reportAbort(session, signal);
    case 'error':
      reportErrors([end.error], source, session);
      return 'failed';
    case 'unreachable':
      reportUnreachable(new Error(`cannot reach the server at ${session.options.url}`), session);
      return 'unreachable';
    case 'lost':
      reportConnectionLost(session);
      return 'unreachable';
  }
}
