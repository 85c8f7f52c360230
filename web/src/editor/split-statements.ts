/** A statement of a longer text: where it stands (UTF-16 offsets, without the semicolon) and its words. */
export type StatementPart = {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Words outside quotes and comments in lower case, quoted names as written, other signs singly. */
  readonly words: readonly string[];
};

/** White space, comments, text in quotes (also dollar quotes), names and numbers, any other sign. */
const token =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>[eE]?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|(?<tag>\$[A-Za-z_]*\$)[\s\S]*?(?:\k<tag>|$))|(?<quoted>"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$))|(?<word>[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*)|(?<sign>[\s\S])/gu;

type TokenGroups = { readonly space?: string; readonly text?: string; readonly quoted?: string };

/** Cuts a text at its semicolons; parts without a word are left out. */
export function splitStatements(text: string): readonly StatementPart[] {
  const parts: StatementPart[] = [];
  let words: string[] = [];
  let from = -1;
  let to = 0;
  const cut = (): void => {
    if (from >= 0) parts.push({ from, to, text: text.slice(from, to), words });
    words = [];
    from = -1;
  };
  for (const match of text.matchAll(token)) {
    const { 0: all, index } = match;
    const groups: TokenGroups = match.groups ?? {};
    if (groups.space !== undefined) continue;
    if (all === ';') {
      cut();
      continue;
    }
    if (from < 0) from = index;
    to = index + all.length;
    words.push(wordOf(all, groups));
  }
  cut();
  return parts;
}

function wordOf(all: string, groups: TokenGroups): string {
  if (groups.text !== undefined) return "'";
  if (groups.quoted !== undefined) return all.slice(1, -1);
  return all.toLowerCase();
}

/**
 * The statement at an offset: the one around it, else the nearest before it, so that a cursor behind
 * the semicolon still means what was just written.
 */
export function statementAt(parts: readonly StatementPart[], offset: number): StatementPart | null {
  const around = parts.find((part) => part.from <= offset && offset <= part.to);
  return around ?? parts.findLast((part) => part.to < offset) ?? parts[0] ?? null;
}

/** Whether a statement's result goes on: SELECT … EMIT …, or SUBSCRIBE. */
export function isContinuous({ words }: StatementPart): boolean {
  if (words[0] === 'subscribe') return true;
  if (words[0] !== 'select' && words[0] !== 'with' && words[0] !== '(') return false;
  return words.some((word, i) => word === 'emit' && emitKinds.includes(words[i + 1] ?? ''));
}

const emitKinds = ['changes', 'final', 'on', 'every'];
