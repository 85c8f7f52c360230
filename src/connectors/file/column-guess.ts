import type { SqlType } from '../../data/sql-type.ts';
import { encodeText } from '../../data/text-bytes.ts';
import { TimestampInput } from '../../data/timestamp-input.ts';

/** What a value in a file looks like. */
export type ValueShape =
  | 'null'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'timestamp'
  /** A time with an offset from UTC that is not zero. */
  | 'zoned timestamp'
  | 'text'
  | 'nested';

const int64Max = 2n ** 63n - 1n;

/** Looks like the beginning of a date: most texts are told apart by this. */
const dateStart = /^\d{4}[-/]\d{2}[-/]\d{2}/;

/** The shape of a text: of a JSON string, which is never a number. */
export function shapeOfString(text: string): ValueShape {
  if (!dateStart.test(text)) return 'text';
  const bytes = encodeText(text);
  const input = new TimestampInput();
  if (input.scan(bytes, 0, bytes.length) !== 'ok') return 'text';
  if (text.length === 10) return 'date';
  return input.offsetMicros === 0 ? 'timestamp' : 'zoned timestamp';
}

/** The shape of a number in JSON's grammar. */
export function shapeOfNumber(text: string): ValueShape {
  if (!/^-?\d+$/.test(text)) return 'decimal';
  if (text.length < 19) return 'integer';
  const value = BigInt(text);
  return value <= int64Max && value >= -int64Max - 1n ? 'integer' : 'decimal';
}

/** The shape of a field of CSV, where everything is text and nothing at all is NULL. */
export function shapeOfField(text: string): ValueShape {
  if (text === '') return 'null';
  if (/^(?:true|false)$/i.test(text)) return 'boolean';
  // Zeros in front make it a code, such as a postal one.
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return shapeOfNumber(text);
  if (/^-?(?:0|[1-9]\d*)?\.\d+(?:e[+-]?\d{1,3})?$/i.test(text)) return 'decimal';
  if (/^-?[1-9]\d*e[+-]?\d{1,3}$/i.test(text)) return 'decimal';
  return shapeOfString(text);
}

/** Finds the narrowest type that takes all the shapes seen in a column. */
export class ColumnGuess {
  readonly #seen = new Set<ValueShape>();

  see(shape: ValueShape): void {
    this.#seen.add(shape);
  }

  type(): SqlType {
    const seen = new Set(this.#seen);
    seen.delete('null');
    const only = (...shapes: ValueShape[]): boolean =>
      seen.size > 0 && [...seen].every((shape) => shapes.includes(shape));
    if (seen.has('nested')) return { kind: 'json' };
    if (only('boolean')) return { kind: 'boolean' };
    if (only('integer')) return { kind: 'bigint' };
    if (only('integer', 'decimal')) return { kind: 'double' };
    if (only('date')) return { kind: 'date' };
    if (only('date', 'timestamp')) return { kind: 'timestamp' };
    if (only('date', 'timestamp', 'zoned timestamp')) return { kind: 'timestamptz' };
    return { kind: 'text' };
  }
}
