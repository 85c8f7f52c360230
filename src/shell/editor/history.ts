import type { ShellFiles } from '../shell-world.ts';

/** Entries kept in the file at most; it is rewritten when it has twice as many. */
const entriesMax = 5_000;

/**
 * The statements entered so far, oldest first, in a file with one of them a line (`\n` for a line
 * break). Read when it is first asked for; a file that cannot be read or written is no reason to
 * stop.
 */
export class History {
  readonly #files: ShellFiles;
  readonly #path: string;
  #entries: string[] | null = null;

  constructor(files: ShellFiles, path: string) {
    this.#files = files;
    this.#path = path;
  }

  get entries(): readonly string[] {
    this.#entries ??= this.#load();
    return this.#entries;
  }

  /** Remembers a statement, unless it is blank or the same as the one before. */
  add(text: string): void {
    const entry = text.trim();
    if (entry === '' || this.entries.at(-1) === entry) return;
    this.#entries?.push(entry);
    ifPossible(() => this.#files.append(this.#path, `${encode(entry)}\n`));
  }

  #load(): string[] {
    const text = ifPossible(() => this.#files.read(this.#path)) ?? '';
    const lines = text.split('\n').filter((line) => line !== '');
    const kept = lines.slice(-entriesMax);
    if (lines.length > 2 * entriesMax) {
      ifPossible(() => this.#files.replace(this.#path, `${kept.join('\n')}\n`));
    }
    return kept.map(decode);
  }
}

function ifPossible<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

function encode(entry: string): string {
  return entry.replaceAll('\\', '\\\\').replaceAll('\r', '').replaceAll('\n', '\\n');
}

function decode(line: string): string {
  return line.replace(/\\([\\n])/g, (_, letter: string) => (letter === 'n' ? '\n' : '\\'));
}
