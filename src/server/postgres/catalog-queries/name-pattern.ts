import { SqlError, sqlState } from '../../../common/sql-error.ts';

/** A character of a name, or any one, or any number of any. */
type Piece = { readonly kind: 'character' | 'one' | 'many'; readonly value: string };

/**
 * What a name must be like: the regular expressions that psql makes of patterns such as `ord*`,
 * `^(ord.*)$`. Matches in time linear in name times pattern.
 */
export class NamePattern {
  readonly #alternatives: readonly (readonly Piece[])[];

  /** @throws SqlError 0A000 for a regular expression that psql makes of no ordinary pattern */
  constructor(regex: string) {
    const inside = /^\^\((.*)\)\$$/s.exec(regex)?.[1];
    if (inside === undefined) throw unsupported(regex);
    this.#alternatives = readAlternatives(inside, regex);
  }

  matches(name: string): boolean {
    return this.#alternatives.some((pieces) => matchesPieces(pieces, [...name]));
  }
}

/** A piece of a pattern: an escaped character, `.*`, `.`, `|`, what is not supported, or a character. */
const pieces = /\\(.)|(\.\*)|(\.)|(\|)|([*+?()[\]{}^$])|(.)/gs;

function readAlternatives(inside: string, regex: string): readonly (readonly Piece[])[] {
  const alternatives: Piece[][] = [[]];
  for (const [, escaped, many, one, bar, other, plain] of inside.matchAll(pieces)) {
    if (other !== undefined) throw unsupported(regex);
    if (bar !== undefined) alternatives.push([]);
    else alternatives.at(-1)?.push(pieceOf(many, one, escaped ?? plain ?? ''));
  }
  return alternatives;
}

function pieceOf(many: string | undefined, one: string | undefined, value: string): Piece {
  if (many !== undefined) return { kind: 'many', value: '' };
  return one === undefined ? { kind: 'character', value } : { kind: 'one', value: '' };
}

/** Keeps which beginnings of the pattern match what has been read of the name. */
function matchesPieces(pattern: readonly Piece[], name: readonly string[]): boolean {
  let reached = withSkipped(pattern, [true, ...pattern.map(() => false)]);
  for (const character of name) {
    const next = pattern.map((piece, i) => {
      const before = reached[i] === true;
      if (piece.kind === 'many') return before || reached[i + 1] === true;
      return before && (piece.kind === 'one' || piece.value === character);
    });
    reached = withSkipped(pattern, [false, ...next]);
  }
  return reached.at(-1) === true;
}

/** Any number of characters may be none. */
function withSkipped(pattern: readonly Piece[], row: boolean[]): boolean[] {
  for (const [i, { kind }] of pattern.entries()) {
    if (kind === 'many' && row[i] === true) row[i + 1] = true;
  }
  return row;
}

function unsupported(regex: string): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `the pattern ${regex} is not supported in questions about the catalog`,
    { hint: 'Use * and ? in names.' },
  );
}

/** Whether names fit the conditions of a query, such as `c.relname OPERATOR(pg_catalog.~) '^(x)$'`. */
export function nameFilter(text: string): (column: string, name: string) => boolean {
  const patterns = [...text.matchAll(/\.(\w+) OPERATOR\(pg_catalog\.~\) E?'((?:[^']|'')*)'/g)].map(
    ([, column = '', regex = '']) => ({
      column,
      pattern: new NamePattern(regex.replaceAll("''", "'").replaceAll('\\\\', '\\')),
    }),
  );
  return (column, name) =>
    patterns.every((each) => each.column !== column || each.pattern.matches(name));
}
