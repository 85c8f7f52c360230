import { fileErrorText } from './file-error-text.ts';
import { runInteractiveShell } from './interactive-shell.ts';
import { runPlainShell, runStandardInput } from './plain-shell.ts';
import { runScripts } from './run-script.ts';
import { exitCode, type ShellOptions } from './shell-options.ts';
import { ShellSession } from './shell-session.ts';
import type { ShellWorld } from './shell-world.ts';
import { systemWorld } from './system-world.ts';

/**
 * The SQL shell: runs what the command line asks for, else what comes from the terminal or the
 * standard input. Answers the exit code; data goes to the output, all else to the messages.
 */
export async function runShell(
  options: ShellOptions,
  world: ShellWorld = systemWorld(),
): Promise<number> {
  const session = openSession(options, world);
  if (session === null) return exitCode.usage;
  try {
    return await run(session);
  } finally {
    session.close();
  }
}

async function run(session: ShellSession): Promise<number> {
  const { input, output, env } = session.world;
  if (session.options.scripts.length > 0) return await runScripts(session);
  if (!input.isTerminal) return await runStandardInput(session);
  if (!output.isTerminal || env['TERM'] === 'dumb') return await runPlainShell(session);
  return await runInteractiveShell(session);
}

function openSession(options: ShellOptions, world: ShellWorld): ShellSession | null {
  try {
    return new ShellSession(world, options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    world.messages.write(`ERROR: cannot write ${options.outputPath}: ${fileErrorText(error)}\n`);
    return null;
  }
}
