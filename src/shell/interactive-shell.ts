import { ClientError } from '../client/client-error.ts';
import { isCompleteStatement } from '../parser/lexer.ts';
import type { CommandOutcome } from './backslash-command.ts';
import { History } from './editor/history.ts';
import { Keyboard } from './editor/keyboard.ts';
import { LineEditor } from './editor/line-editor.ts';
import { highlighter } from './highlight.ts';
import { runText } from './run-script.ts';
import { reportUnreachable } from './run-statement.ts';
import { exitCode } from './shell-options.ts';
import type { ShellSession } from './shell-session.ts';

/** The shell on a terminal, until Ctrl-D or `\q`. */
export async function runInteractiveShell(session: ShellSession): Promise<number> {
  if (!(await greet(session))) return exitCode.unreachable;
  const { world, dataStyle } = session;
  const keyboard = new Keyboard(world.input, world.clock);
  const history = new History(world.files, historyPath(session));
  const editor = new LineEditor({
    keyboard,
    output: world.output,
    history,
    style: dataStyle,
    prompt: 'millrace> ',
    continuation: '       -> ',
    isComplete: (text) => isRunnable(text),
    highlight: highlighter(dataStyle),
    onResize: world.onResize,
  });
  keyboard.start();
  try {
    for (;;) {
      const answer = await editor.read();
      if (answer.kind === 'end') return exitCode.ok;
      if (answer.kind === 'interrupt') continue;
      history.add(answer.text);
      const outcome = await runEntered(answer.text, session, keyboard);
      if (outcome === 'quit') return exitCode.ok;
    }
  } finally {
    keyboard.stop();
  }
}

/** Backslash commands end with their line, words that leave need no `;`, statements do. */
function isRunnable(text: string): boolean {
  return text.startsWith('\\') || leaveWords.test(text) || isCompleteStatement(text);
}

const leaveWords = /^\s*(?:quit|exit)\s*;?\s*$/i;

async function runEntered(
  text: string,
  session: ShellSession,
  keyboard: Keyboard,
): Promise<CommandOutcome> {
  if (leaveWords.test(text)) return 'quit';
  return await runText(text, session, { sourceName: null, keyboard });
}

/** Says hello; false when the server does not answer. */
async function greet(session: ShellSession): Promise<boolean> {
  const { options, messageStyle: style } = session;
  try {
    const { ready, waitingFor } = await session.client.ready();
    session.remark(
      `${style.bold('Millrace')} ${options.version} at ${options.url}\n` +
        `${style.dim('\\? for help, \\d for what there is, Ctrl-D to leave')}\n`,
    );
    if (!ready) {
      const what = waitingFor.length === 0 ? '' : `: ${waitingFor.join(', ')}`;
      session.remark(`${style.yellow(`The server is still starting${what}`)}\n`);
    }
    return true;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    reportUnreachable(error, session);
    return false;
  }
}

function historyPath({ world }: ShellSession): string {
  return world.env['MILLRACE_HISTORY'] ?? `${world.homeDirectory}/.millrace/history`;
}
