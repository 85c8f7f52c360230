import type { Identifier, Name, TypeName } from '../ast.ts';
import { isPlainName } from '../lexer/characters.ts';
import { isReserved } from '../lexer/keywords.ts';

/** Types that are written in capitals; all others are names like any. */
const builtIn =
  /^(bigint|int8|integer|int|int4|smallint|int2|real|float4|double precision|float8|float|numeric|decimal|text|varchar|char|bytea|boolean|bool|date|time|timetz|timestamp|timestamptz|interval|uuid|json|jsonb)$/;

/** A name as SQL reads it: in quotes only when it is a reserved word or no plain lower-case name. */
export function quoteName(name: string): string {
  return isPlainName(name) && !isReserved(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A name with its qualifiers. */
export function nameText(name: Name): string {
  return name.parts.map(quoteName).join('.');
}

/** `(a, b)` with a space before it; nothing for an empty list. */
export function columnsText(columns: readonly Identifier[]): string {
  return columns.length === 0 ? '' : ` (${listText(columns)})`;
}

/** `a, b`. */
export function listText(columns: readonly Identifier[]): string {
  return columns.map((column) => quoteName(column.name)).join(', ');
}

/** A type as in a column definition. */
export function typeText(type: TypeName): string {
  const name = typeWord(type.name);
  const numbers = type.arguments.length === 0 ? '' : `(${type.arguments.join(', ')})`;
  return name + numbers + '[]'.repeat(type.arrayDepth);
}

function typeWord(name: string): string {
  if (builtIn.test(name)) return name.toUpperCase();
  // These two words are read as the types that SQL spells so.
  return name === 'character' || name === 'double' ? `"${name}"` : quoteName(name);
}

/** A string literal; a backslash in it means nothing. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
