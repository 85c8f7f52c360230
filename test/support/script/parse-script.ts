/** A piece of a script: text that is kept as it is, or a record that is run. */
export type ScriptPart =
  | { readonly kind: 'text'; readonly line: string }
  | {
      readonly kind: 'record';
      /** The words of its first line. */
      readonly words: readonly string[];
      /** SQL, or records to append. */
      readonly body: readonly string[];
      /** Whether it tells what is expected. */
      readonly hasExpected: boolean;
      /** 1-based, of its first line. */
      readonly lineNumber: number;
    };

/**
 * Takes a script apart. A record begins with a line of words and ends with an empty line; a line
 * `----` divides its body from what is expected. Lines with `#` in front are comments.
 */
export function parseScript(text: string): readonly ScriptPart[] {
  const lines = text.split('\n');
  const parts: ScriptPart[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] as string;
    if (line.trim() === '' || line.startsWith('#')) {
      parts.push({ kind: 'text', line });
      continue;
    }
    const end = lines.findIndex((each, j) => j > i && each.trim() === '');
    const record = lines.slice(i + 1, end < 0 ? lines.length : end);
    const divider = record.indexOf('----');
    parts.push({
      kind: 'record',
      words: line.trim().split(/\s+/),
      body: divider < 0 ? record : record.slice(0, divider),
      hasExpected: divider >= 0,
      lineNumber: i + 1,
    });
    i += record.length;
  }
  return parts;
}
