import { invalidInput } from './cell-error.ts';

/**
 * A UUID in PostgreSQL's form: 32 hexadecimal digits of lower case in five groups. Braces, capital
 * letters and hyphens behind any four digits are taken. @throws SqlError 22P02
 */
export function parseUuid(text: string): string {
  const inner = /^\{(.*)\}$/.exec(text)?.[1] ?? text;
  if (!/^[\da-f]{4}(?:-?[\da-f]{4}){7}$/i.test(inner)) throw invalidInput({ kind: 'uuid' }, text);
  const digits = inner.replaceAll('-', '').toLowerCase();
  return [0, 8, 12, 16, 20].map((from, i) => digits.slice(from, [8, 12, 16, 20, 32][i])).join('-');
}
