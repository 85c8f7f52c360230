import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ArrayDatum, Datum } from './sql-type.ts';

/** PostgreSQL's arrays have at most so many dimensions. */
const dimensionsMax = 6;

/** An array in PostgreSQL's text form: `{1,NULL,"a b"}`; `write` gives the text of an element. */
export function formatArray(
  array: ArrayDatum,
  write: (element: Exclude<Datum, null>) => string,
): string {
  let text = '{';
  for (const [i, element] of array.entries()) {
    if (i > 0) text += ',';
    if (element === null) text += 'NULL';
    else if (Array.isArray(element)) text += formatArray(element, write);
    else text += quotedElement(write(element as Exclude<Datum, null>));
  }
  return `${text}}`;
}

function quotedElement(text: string): string {
  const plain = !/[{}",\\\s]|^$|^null$/i.test(text);
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * The array that a text says, by PostgreSQL's input function. `read` makes an element of its text.
 * @throws SqlError 22P02, 2202E, 54000, and 0A000 for one whose bounds do not begin at 1
 */
export function parseArray(text: string, read: (element: string) => Datum): ArrayDatum {
  return new ArrayReader(text, read).array();
}

/** Arrays that begin elsewhere are refused: their elements would be found in other places. */
function otherStart(): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'arrays whose subscripts do not begin at 1 are not supported',
  );
}

class ArrayReader {
  readonly #text: string;
  readonly #read: (element: string) => Datum;
  #at = 0;

  constructor(text: string, read: (element: string) => Datum) {
    this.#text = text;
    this.#read = read;
  }

  array(): ArrayDatum {
    this.#skipSpace();
    const lengths = this.#bounds();
    if (this.#text[this.#at] !== '{') {
      throw this.#malformed('Array value must start with "{" or dimension information.');
    }
    const array = this.#items(1);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#malformed('Junk after closing right brace.');
    if (lengths !== null && lengths.join() !== shapeOf(array)) {
      throw this.#malformed('Specified array dimensions do not match array contents.');
    }
    return array;
  }

  /** The lengths that bounds in front say; null without bounds. @throws SqlError 0A000, 2202E */
  #bounds(): readonly number[] | null {
    const bounds = /((?:\[[+-]?\d+(?::[+-]?\d+)?\]\s*)+)=\s*/y;
    bounds.lastIndex = this.#at;
    const found = bounds.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return [...(found[1] ?? '').matchAll(/\[([+-]?\d+)(?::([+-]?\d+))?\]/g)].map(([, a, b]) => {
      const [low, high] = b === undefined ? [1, Number(a)] : [Number(a), Number(b)];
      if (high < low) {
        const message = 'upper bound cannot be less than lower bound';
        throw new SqlError(sqlState.arraySubscriptError, message);
      }
      if (low !== 1) throw otherStart();
      return high;
    });
  }

  /** The items behind a brace, up to and with the one that closes it. Empty sub-arrays are no items. */
  #items(depth: number): ArrayDatum {
    if (depth > dimensionsMax) {
      throw new SqlError(
        sqlState.programLimitExceeded,
        `number of array dimensions exceeds the maximum allowed (${dimensionsMax})`,
      );
    }
    const items: Datum[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === '}') {
      this.#at += 1;
      return items;
    }
    for (;;) {
      items.push(this.#item(depth));
      this.#skipSpace();
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === '}') break;
      if (next === undefined) throw this.#malformed('Unexpected end of input.');
      if (next !== ',') throw this.#malformed('Unexpected array element.');
    }
    return this.#sameShape(items);
  }

  #item(depth: number): Datum {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{') return this.#items(depth + 1);
    if (first === '"') return this.#read(this.#quoted());
    const element = this.#unquoted();
    return /^null$/i.test(element) && !element.includes('\\')
      ? null
      : this.#read(unescaped(element));
  }

  #quoted(): string {
    const from = this.#at + 1;
    let end = from;
    let escapes = false;
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length) throw this.#malformed('Unexpected end of input.');
      if (this.#text[end] === '\\') {
        escapes = true;
        end += 1;
      }
      end += 1;
    }
    this.#at = end + 1;
    const raw = this.#text.slice(from, end);
    return escapes ? unescaped(raw) : raw;
  }

  #unquoted(): string {
    const from = this.#at;
    let end = from;
    for (; end < this.#text.length; end += 1) {
      const letter = this.#text[end];
      if (letter === ',' || letter === '}') break;
      if (letter === '{' || letter === '"') throw this.#malformed('Unexpected array element.');
      if (letter === '\\') end += 1;
    }
    if (end >= this.#text.length) throw this.#malformed('Unexpected end of input.');
    this.#at = end;
    const raw = this.#text.slice(from, end).trimEnd();
    if (raw === '') throw this.#malformed(`Unexpected "${this.#text[end]}" character.`);
    return raw;
  }

  /** Either no item is an array, or all are and have the same dimensions; of empty ones nothing is left. */
  #sameShape(items: readonly Datum[]): ArrayDatum {
    if (!items.some((item) => Array.isArray(item))) return items;
    const [shape, ...others] = items.map(shapeOf);
    if (shape === '' || others.some((other) => other !== shape)) {
      throw this.#malformed(
        'Multidimensional arrays must have sub-arrays with matching dimensions.',
      );
    }
    return shape === '0' ? [] : items;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #malformed(detail: string): SqlError {
    const message = `malformed array literal: "${this.#text}"`;
    return new SqlError(sqlState.invalidTextRepresentation, message, { detail });
  }
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}

/** The lengths of the dimensions as text; '' for what is no array. */
function shapeOf(item: Datum): string {
  if (!Array.isArray(item)) return '';
  const inner = shapeOf((item[0] ?? null) as Datum);
  return inner === '' ? String(item.length) : `${item.length},${inner}`;
}
