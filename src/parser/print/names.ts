import type { Identifier, Name, TypeName } from '../ast.ts';
import { isPlainName } from '../lexer/characters.ts';
import { isReserved } from '../lexer/keywords.ts';

/** Types that are written in capitals; all others are names like any. */
const builtIn =
  /^(bigint|int8|integer|int|int4|smallint|int2|real|float4|double precision|float8|float|numeric|decimal|text|varchar|char|bytea|boolean|bool|date|time|timetz|timestamp|timestamptz|interval|uuid|json|jsonb|bit)$/;
const unit = '(?:microsecond|millisecond|second|minute|hour|day|week|month|year)';
/** An interval that is kept to some fields. */
const intervalFields = new RegExp(`^interval ${unit}(?: to ${unit})?$`);
/** Words that are read as other types, or as no type, unless they are quoted. */
const misread = /^(character|double|national|nchar|row|setof)$/;

/** A name as SQL reads it: in quotes only when it is a reserved word or no plain lower-case name. */
export function quoteName(name: string): string {
  return isPlainName(name) && !isReserved(name) ? name : quoted(name);
}

/** A name in double quotes, whatever it is. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
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
  return baseText(type) + numbersText(type) + '[]'.repeat(type.arrayDepth);
}

function numbersText({ arguments: numbers }: TypeName): string {
  return numbers.length === 0 ? '' : `(${numbers.join(', ')})`;
}

function baseText({ name, members }: TypeName): string {
  if (members.length > 0) {
    const list = members.map((member) => {
      const own = member.name === null ? '' : `${quoteName(member.name.name)} `;
      return own + typeText(member.type);
    });
    return `${name.toUpperCase()}<${list.join(', ')}>`;
  }
  if (builtIn.test(name) || intervalFields.test(name)) return name.toUpperCase();
  return misread.test(name) ? quoted(name) : quoteName(name);
}

/** A type before a string, which makes them a literal. */
export function literalTypeText(type: TypeName): string {
  const zoned = /^(time|timestamp)tz$/.exec(type.name);
  if (zoned !== null && type.arguments.length > 0) {
    return `${typeText({ ...type, name: zoned[1] as string })} WITH TIME ZONE`;
  }
  return type.name.includes(' ') ? quoted(type.name) + numbersText(type) : typeText(type);
}

/** A string literal; a backslash in it means nothing. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
