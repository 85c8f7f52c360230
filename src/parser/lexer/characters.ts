const space = /\s/;
const letter = /[\p{L}\p{Nl}_]/u;
const following = /[\p{L}\p{M}\p{N}_$]/u;

/** Whether a UTF-16 unit is white space: ASCII's, and Unicode's such as the no-break space. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return space.test(String.fromCharCode(code)) || code === 0xfeff;
}

/** Whether a code point is one of 0 … 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether an unquoted identifier may begin with the code point: a letter of any script or `_`. */
export function startsWord(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  return letter.test(String.fromCodePoint(code));
}

/** Where the word that may go on at `at` ends: letters, marks, digits, `_` and `$`. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  for (;;) {
    const code = text.codePointAt(end);
    if (code === undefined || !continuesWord(code)) return end;
    end += code > 0xffff ? 2 : 1;
  }
}

function continuesWord(code: number): boolean {
  if (code < 128) return startsWord(code) || isDigit(code) || code === 36;
  return following.test(String.fromCodePoint(code));
}

/** An unquoted identifier's name: case does not count in it. */
export function foldName(text: string): string {
  return text.toLowerCase();
}

/** Whether a name reads back as itself when written without quotes (keywords aside). */
export function isPlainName(name: string): boolean {
  const first = name.codePointAt(0);
  return (
    first !== undefined &&
    startsWord(first) &&
    wordEnd(name, 0) === name.length &&
    foldName(name) === name
  );
}
