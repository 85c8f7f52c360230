import { SqlError } from '../../common/sql-error.ts';
import { functionState } from '../function-errors.ts';

/**
 * A pattern of SIMILAR TO as a regular expression (PostgreSQL's similar_escape): `%` is any text,
 * `_` any character, both ends are anchored. @throws SqlError 22019, 2200C
 */
export function similarPattern(pattern: string, character: string): string {
  return `^(?:${translated(pattern, character).join('')})$`;
}

/**
 * The pattern of SUBSTRING(text SIMILAR pattern ESCAPE e): with two separators (the escape
 * character before a double quote) the text between them is a group, and the one before it is as
 * short as it can be. @throws SqlError 22019, 2200C
 */
export function similarParts(
  pattern: string,
  character: string,
): { readonly source: string; readonly hasPart: boolean } {
  const parts = translated(pattern, character);
  if (parts.length > 3) {
    throw new SqlError(
      functionState.invalidUseOfEscapeCharacter,
      'SQL regular expression may not contain more than two escape-double-quote separators',
    );
  }
  if (parts.length < 3) return { source: `^(?:${parts.join('')})$`, hasPart: false };
  const [before = '', part = '', after = ''] = parts;
  const short = before.replaceAll('.*', '.*?');
  return { source: `^(?:${short})(${part})(?:${after})$`, hasPart: true };
}

/** The pattern cut at its separators, each piece in the words of regular expressions. */
function translated(pattern: string, character: string): string[] {
  checkEscape(character);
  const pieces = [''];
  const add = (text: string): void => {
    pieces.push((pieces.pop() ?? '') + text);
  };
  let bracketed = false;
  let escaped = false;
  for (const letter of pattern) {
    if (escaped) {
      if (letter === '"') pieces.push('');
      else add(`\\${letter}`);
      escaped = false;
    } else if (character !== '' && letter === character) escaped = true;
    else if (bracketed) {
      add(letter === '\\' ? '\\\\' : letter);
      bracketed = letter !== ']';
    } else {
      bracketed = letter === '[';
      add(wordOf(letter));
    }
  }
  return pieces;
}

function wordOf(letter: string): string {
  switch (letter) {
    case '%':
      return '.*';
    case '_':
      return '.';
    case '(':
      return '(?:';
    case '\\':
    case '.':
    case '^':
    case '$':
      return `\\${letter}`;
    default:
      return letter;
  }
}

/** @throws SqlError 22019 */
export function checkEscape(character: string): void {
  if ([...character].length <= 1) return;
  throw new SqlError(functionState.invalidEscapeSequence, 'invalid escape string', {
    hint: 'Escape string must be empty or one character.',
  });
}
