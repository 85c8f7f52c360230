import { Scanner } from '../parser/lexer/scanner.ts';
import { tokenize } from '../parser/lexer.ts';

/** A piece of a script that is run by itself. */
export type ScriptPart = {
  /** `command`: a line that begins with a backslash. */
  readonly kind: 'sql' | 'command';
  readonly text: string;
  /** 1-based line of the script at which it begins. */
  readonly line: number;
};

/** What could be taken from a script, and what is left because it is not complete yet. */
export type TakenParts = { readonly parts: readonly ScriptPart[]; readonly rest: string };

/**
 * Parts a script into statements and backslash commands. Unless it is `final`, a statement without
 * its `;` is left for when more has come.
 */
export function takeParts(script: string, firstLine: number, final: boolean): TakenParts {
  const parts: ScriptPart[] = [];
  let at = 0;
  let line = firstLine;
  for (;;) {
    const begin = at + (/^[\s;]*/.exec(script.slice(at))?.[0].length ?? 0);
    line += linesIn(script, at, begin);
    at = begin;
    if (at >= script.length) return { parts, rest: '' };
    const isCommand = script[at] === '\\';
    const length = isCommand ? commandLength(script.slice(at)) : statementLength(script.slice(at));
    if (length === null && !final) return { parts, rest: script.slice(at) };
    const end = length === null ? script.length : at + length;
    const text = script.slice(at, end).trimEnd();
    if (isCommand) parts.push({ kind: 'command', text, line });
    else if (tokenize(text).some(({ value }) => value !== ';'))
      parts.push({ kind: 'sql', text, line });
    line += linesIn(script, at, end);
    at = end;
  }
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    lines += 1;
  }
  return lines;
}

/** Up to its line break; null when that has not come. */
function commandLength(text: string): number | null {
  const end = text.indexOf('\n');
  return end < 0 ? null : end;
}

/** Up to and with the `;` that ends it, which is neither quoted nor in parentheses; null without one. */
function statementLength(text: string): number | null {
  const scanner = new Scanner(text);
  let depth = 0;
  for (let token = scanner.next(); token !== null; token = scanner.next()) {
    if (token.kind !== 'punctuation') continue;
    if (token.value === '(' || token.value === '[') depth += 1;
    else if (token.value === ')' || token.value === ']') depth = Math.max(0, depth - 1);
    else if (token.value === ';' && depth === 0) return token.end;
  }
  return null;
}

/**
 * Whether a statement is a query that goes on: it has EMIT CHANGES or its like. Whether it is
 * valid is the server's to say.
 */
export function isContinuous(statement: string): boolean {
  const words = tokenize(statement).filter(({ value }) => value !== '(');
  const first = words[0];
  if (first?.kind !== 'word' || !/^(?:select|with|values|from)$/.test(first.value)) return false;
  return words.some((token, n) => {
    const next = words[n + 1];
    if (token.kind !== 'word' || token.value !== 'emit' || next?.kind !== 'word') return false;
    return /^(?:changes|final|every|on)$/.test(next.value);
  });
}

/** The statement without the `;` at its end. */
export function withoutEnd(statement: string): string {
  return statement.replace(/;\s*$/, '');
}
