import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './millrace-command.ts';

const program = '/usr/bin/tmux';

/** Whether there is a terminal to test with; it is the Debian package tmux. */
export const hasTerminal = existsSync(program);

/** Runs a command, tells how it ended, and keeps the terminal open. */
const keepOpen = '"$@"; printf "\\nended with %s\\n" "$?"; exec cat';

/** A program in a real terminal of 100 by 30, kept by a tmux server of its own. */
export class Terminal {
  readonly #socket: string;

  /** Starts it; `directory` is where the socket lies. */
  constructor(directory: string, command: readonly string[], env: Record<string, string>) {
    const own = mkdtempSync(join(directory, 'terminal-'));
    this.#socket = join(own, 'socket');
    const settings = join(own, 'settings');
    writeFileSync(settings, 'set -g status off\n');
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const size = ['-x', '100', '-y', '30'];
    const whole = ['sh', '-c', keepOpen, 'sh', ...command];
    this.#tmux('-f', settings, 'new-session', '-d', ...size, ...variables, ...whole);
  }

  /** Types a text, character by character. */
  type(text: string): void {
    // A last `;` would end tmux's own command.
    this.#tmux('send-keys', '-l', '--', text.replace(/;$/, '\\;'));
  }

  /** Presses a key by its name in tmux: 'Enter', 'C-c', 'Up'. */
  press(key: string): void {
    this.#tmux('send-keys', key);
  }

  /** Types a text and presses Enter. */
  enter(text: string): void {
    this.type(text);
    this.press('Enter');
  }

  /** What is to be seen and what was scrolled away, without spaces and empty lines at the ends. */
  screen(): string {
    return this.#tmux('capture-pane', '-p', '-S', '-').replaceAll(/ +$/gm, '').trimEnd();
  }

  /** Waits until the screen shows something like it; answers the screen. */
  async shows(pattern: RegExp): Promise<string> {
    let screen = '';
    await eventually(() => {
      screen = this.screen();
      return pattern.test(screen);
    }).catch(() => {
      throw new Error(`the terminal does not show ${pattern}:\n${screen}`);
    });
    return screen;
  }

  /** Waits for the end of the program; answers its exit code. */
  async exitCode(): Promise<number> {
    const screen = await this.shows(/\nended with \d+$/);
    return Number(/\d+$/.exec(screen)?.[0]);
  }

  /** Ends the program and the tmux server. */
  close(): void {
    this.#tmux('kill-server');
  }

  #tmux(...args: string[]): string {
    return execFileSync(program, ['-S', this.#socket, ...args], { encoding: 'utf8' });
  }
}
