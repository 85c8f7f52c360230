import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ScalarFunction } from '../scalar-function.ts';
import { arrayFunction, textArray } from './array-function.ts';

/** parse_ident: the parts of a qualified name as SQL writes it. */
export function identifierParsers(): ScalarFunction[] {
  const parse = (more: readonly 'boolean'[]): ScalarFunction =>
    arrayFunction({
      name: 'parse_ident',
      parameters: ['text', ...more],
      result: () => textArray,
      fallible: [sqlState.invalidParameterValue],
      docs: 'the parts of a qualified name, as SQL reads it; what is behind it is an error unless false is given',
      examples:
        more.length === 0
          ? [['parse_ident(\'"SomeSchema".someTable\')', '{SomeSchema,sometable}']]
          : [["parse_ident('a.b()', false)", '{a,b}']],
      compute: ([text, strict = true]) => partsOf(text as string, strict as boolean),
    });
  return [parse([]), parse(['boolean'])];
}

/** @throws SqlError 22023 */
function partsOf(text: string, strict: boolean): readonly string[] {
  const part = /\s*(?:"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_$]*))\s*/uy;
  const parts: string[] = [];
  for (;;) {
    const found = part.exec(text);
    if (found === null)
      throw invalid(text, parts.length === 0 ? undefined : 'No valid identifier after ".".');
    const [, quoted, bare] = found;
    if (quoted === '') throw invalid(text, 'Quoted identifier must not be empty.');
    parts.push(quoted === undefined ? (bare ?? '').toLowerCase() : quoted.replaceAll('""', '"'));
    if (text[part.lastIndex] !== '.') break;
    part.lastIndex += 1;
  }
  if (strict && part.lastIndex < text.length) throw invalid(text);
  return parts;
}

function invalid(text: string, detail?: string): SqlError {
  return new SqlError(
    sqlState.invalidParameterValue,
    `string is not a valid identifier: "${text}"`,
    { detail },
  );
}
