/** A letter by letter change of case, as of a Unicode database: one character stays one character. */
function mapLetters(text: string, change: (letter: string) => string): string {
  let result = '';
  for (const letter of text) {
    const changed = change(letter);
    result += changed.length === letter.length || isOneCharacter(changed) ? changed : letter;
  }
  return result;
}

function isOneCharacter(text: string): boolean {
  return text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}

const ascii = /^[\0-\x7f]*$/;

/** In lower case; 'Σ' is 'σ' wherever it stands. */
export function lowerCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return mapLetters(text, (letter) => (letter === 'İ' ? 'i' : letter.toLowerCase()));
}

/** In upper case; what has no upper case of one character, such as 'ß', stays. */
export function upperCase(text: string): string {
  if (ascii.test(text)) return text.toUpperCase();
  return mapLetters(text, (letter) => letter.toUpperCase());
}
