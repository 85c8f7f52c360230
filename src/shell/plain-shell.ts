import { LineSource } from './line-source.ts';
import { exitCodeOf, runPart } from './run-script.ts';
import { exitCode } from './shell-options.ts';
import type { ShellSession } from './shell-session.ts';
import { takeParts } from './sql-text.ts';

/** Runs statements from a pipe as they come; the first that fails ends it. */
export async function runStandardInput(session: ShellSession): Promise<number> {
  const source = new LineSource(session.world.input);
  const script = new GrowingScript();
  try {
    for (;;) {
      const arrival = await source.next();
      const isEnd = arrival.kind !== 'text';
      for (const part of script.add(isEnd ? '' : arrival.text, isEnd)) {
        const outcome = await runPart(part, session, { sourceName: null, keyboard: null });
        if (outcome !== 'ok') return exitCodeOf(outcome, false);
      }
      if (isEnd) return exitCode.ok;
    }
  } finally {
    source.close();
  }
}

/**
 * The shell on terminals that can only take lines: the terminal edits them, prompts go where
 * messages go.
 */
export async function runPlainShell(session: ShellSession): Promise<number> {
  const { world } = session;
  const source = new LineSource(world.input);
  let script = new GrowingScript();
  const stopInterrupt = world.onInterrupt(() => source.call());
  try {
    for (;;) {
      session.say(script.isEmpty ? 'millrace> ' : '       -> ');
      const arrival = await source.next();
      if (arrival.kind === 'end') break;
      if (arrival.kind === 'call') {
        script = new GrowingScript();
        session.say('\n');
        continue;
      }
      for (const part of script.add(arrival.text, false)) {
        const outcome = await runPart(part, session, { sourceName: null, keyboard: null });
        if (outcome === 'quit') return exitCode.ok;
      }
    }
    session.say('\n');
    return exitCode.ok;
  } finally {
    stopInterrupt();
    source.close();
  }
}

/** A script that comes in pieces, and hands out its parts as they are complete. */
class GrowingScript {
  #rest = '';
  #line = 1;

  get isEmpty(): boolean {
    return this.#rest.trim() === '';
  }

  add(text: string, final: boolean): ReturnType<typeof takeParts>['parts'] {
    const script = this.#rest + text;
    this.#rest = script;
    if (!final && !/[;\\]/.test(text)) return [];
    const { parts, rest } = takeParts(script, this.#line, final);
    this.#line += script.slice(0, script.length - rest.length).split('\n').length - 1;
    this.#rest = rest;
    return parts;
  }
}
