import { SqlError, sqlState } from '../../../common/sql-error.ts';

/** A piece of a path: a word, a string, a number, a variable or a sign. */
export type PathToken = {
  readonly kind: 'word' | 'string' | 'number' | 'variable' | 'sign' | 'end';
  readonly text: string;
};

const pieces: readonly (readonly [PathToken['kind'], RegExp])[] = [
  ['string', /"(?:[^"\\]|\\[\s\S])*"/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['variable', /\$(?:[\p{L}_][\p{L}\p{N}_]*|"(?:[^"\\]|\\.)*")/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['sign', /\*\*|==|<>|!=|<=|>=|&&|\|\||[$@.*[\](){},?<>!+\-/%]/y],
];

/** The tokens of a path, an end behind them. @throws SqlError 42601 */
export function pathTokens(text: string): readonly PathToken[] {
  const tokens: PathToken[] = [];
  let at = 0;
  for (;;) {
    at += /^(?:\s|\/\*[\s\S]*?\*\/)*/.exec(text.slice(at))?.[0].length ?? 0;
    if (at >= text.length) return [...tokens, { kind: 'end', text: '' }];
    const token = tokenAt(text, at);
    if (token === null) throw pathSyntax(text[at] ?? '');
    tokens.push(token.token);
    at = token.end;
  }
}

function tokenAt(text: string, at: number): { token: PathToken; end: number } | null {
  for (const [kind, pattern] of pieces) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) {
      return { token: { kind, text: meaning(kind, found) }, end: at + found.length };
    }
  }
  return null;
}

function meaning(kind: PathToken['kind'], found: string): string {
  const name = kind === 'variable' ? found.slice(1) : found;
  if (!name.startsWith('"')) return name === '!=' ? '<>' : name;
  try {
    return JSON.parse(name) as string;
  } catch {
    throw pathSyntax(name);
  }
}

/** 42601: where a path is none. */
export function pathSyntax(near: string): SqlError {
  const place = near === '' ? 'at end' : `at or near "${near}"`;
  return new SqlError(sqlState.syntaxError, `syntax error ${place} of jsonpath input`);
}
