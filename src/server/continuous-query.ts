/**
 * Whether a text is one query with an EMIT clause, which never ends by itself. Looks at words
 * outside of literals, quoted names and comments; whether the query is valid is the engine's to say.
 */
export function isContinuousQuery(sql: string): boolean {
  const code = withoutLiterals(sql);
  const isQuery = /^[\s(]*(?:select|with|values|from)\b/i.test(code);
  const emits = /\bemit\s+(?:changes|final|every|on)\b/i.test(code);
  return isQuery && emits && /^[^;]*[;\s]*$/.test(code);
}

/** The text with a space for every literal, quoted name and comment. */
function withoutLiterals(sql: string): string {
  const opener = /--|\/\*|'|"|\$\w{0,63}\$/g;
  const pieces: string[] = [];
  let from = 0;
  for (let found = opener.exec(sql); found !== null; found = opener.exec(sql)) {
    pieces.push(sql.slice(from, found.index));
    const closer = closers[found[0]] ?? found[0];
    const end = sql.indexOf(closer, opener.lastIndex);
    if (end < 0) return pieces.join(' ');
    from = end + closer.length;
    opener.lastIndex = from;
  }
  pieces.push(sql.slice(from));
  return pieces.join(' ');
}

/** What ends what they begin; anything else ends as it begins. */
const closers: Readonly<Record<string, string>> = { '--': '\n', '/*': '*/' };
