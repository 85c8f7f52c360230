import { SqlError, sqlState } from '../common/sql-error.ts';
import { compareDecimals, formatDecimal, parseDecimal } from './decimal.ts';
import type { Decimal } from './decimal-text.ts';
import { compareBytes, compareText, encodeText } from './text-bytes.ts';

/** A JSON value taken apart. Numbers keep their digits; of members with one key the last counts. */
export type JsonTree =
  | { readonly kind: 'null' | 'true' | 'false' }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonTree> };

export const jsonNull: JsonTree = { kind: 'null' };

const depthMax = 1000;

/** The tree of a well-formed JSON text. @throws SqlError 54001 when it is nested too deep */
export function readJson(text: string): JsonTree {
  return new TreeReader(text).value(0);
}

class TreeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonTree {
    if (depth > depthMax) {
      throw new SqlError(sqlState.statementTooComplex, 'stack depth limit exceeded');
    }
    switch (this.#next()) {
      case '{':
        return { kind: 'object', members: this.#members(depth + 1) };
      case '[':
        return { kind: 'array', items: this.#items(depth + 1) };
      case '"':
        return { kind: 'string', value: this.#string() };
      case 't':
        return this.#word('true');
      case 'f':
        return this.#word('false');
      case 'n':
        return this.#word('null');
      default:
        return { kind: 'number', text: this.#take(/[-+.\deE]*/y) };
    }
  }

  /** The next character that is no white space, left where it is. */
  #next(): string {
    this.#take(/\s*/y);
    return this.#text[this.#at] ?? '';
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #word(kind: 'null' | 'true' | 'false'): JsonTree {
    this.#at += kind.length;
    return { kind };
  }

  #string(): string {
    const raw = this.#take(/"(?:[^"\\]|\\.)*"/sy);
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  #items(depth: number): JsonTree[] {
    const items: JsonTree[] = [];
    this.#at += 1;
    while (this.#next() !== ']') {
      items.push(this.value(depth));
      if (this.#next() === ',') this.#at += 1;
    }
    this.#at += 1;
    return items;
  }

  #members(depth: number): Map<string, JsonTree> {
    const members = new Map<string, JsonTree>();
    this.#at += 1;
    while (this.#next() !== '}') {
      const key = this.#string();
      this.#next();
      this.#at += 1;
      members.set(key, this.value(depth));
      if (this.#next() === ',') this.#at += 1;
    }
    this.#at += 1;
    return members;
  }
}

/** The text that PostgreSQL's jsonb prints: keys by length, then by bytes; a space behind commas and colons. */
export function printJson(tree: JsonTree): string {
  switch (tree.kind) {
    case 'number':
      return plainNumber(tree.text);
    case 'string':
      return jsonString(tree.value);
    case 'array':
      return `[${tree.items.map(printJson).join(', ')}]`;
    case 'object':
      return `{${sortedMembers(tree.members)
        .map(([key, value]) => `${jsonString(key)}: ${printJson(value)}`)
        .join(', ')}}`;
    default:
      return tree.kind;
  }
}

/** Members in jsonb's order. */
export function sortedMembers(
  members: ReadonlyMap<string, JsonTree>,
): readonly (readonly [string, JsonTree])[] {
  return [...members]
    .map(([key, value]) => ({ key, value, bytes: encodeText(key) }))
    .toSorted(
      (a, b) =>
        a.bytes.length - b.bytes.length ||
        compareBytes(a.bytes, 0, a.bytes.length, b.bytes, 0, b.bytes.length),
    )
    .map(({ key, value }) => [key, value]);
}

/** A number without an exponent, as NUMERIC prints it. */
export function plainNumber(text: string): string {
  const decimal = parseDecimal(text);
  return decimal === null ? text : formatDecimal(decimal);
}

/** A text as a JSON string, as PostgreSQL writes it. */
export function jsonString(text: string): string {
  return JSON.stringify(text);
}

/** Whether two values are equal: numbers by value, objects whatever the order of their members. */
export function sameJson(a: JsonTree, b: JsonTree): boolean {
  if (a.kind === 'number' && b.kind === 'number')
    return canonicalNumber(a.text) === canonicalNumber(b.text);
  if (a.kind === 'string' && b.kind === 'string') return a.value === b.value;
  if (a.kind === 'array' && b.kind === 'array') {
    return (
      a.items.length === b.items.length &&
      a.items.every((item, i) => sameJson(item, b.items[i] ?? jsonNull))
    );
  }
  if (a.kind === 'object' && b.kind === 'object') {
    return (
      a.members.size === b.members.size &&
      [...a.members].every(([key, value]) => {
        const other = b.members.get(key);
        return other !== undefined && sameJson(value, other);
      })
    );
  }
  return a.kind === b.kind;
}

const ranks: Readonly<Record<JsonTree['kind'], number>> = {
  null: 0,
  string: 1,
  number: 2,
  false: 3,
  true: 3,
  array: 4,
  object: 5,
};

/**
 * The order of jsonb: null, strings, numbers, false, true, arrays, objects; the shorter of two
 * arrays or objects first, then part by part (PostgreSQL's manual, 8.14.4).
 */
export function compareJson(a: JsonTree, b: JsonTree): number {
  if (ranks[a.kind] !== ranks[b.kind]) return ranks[a.kind] - ranks[b.kind];
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value);
  if (a.kind === 'number' && b.kind === 'number') {
    return compareDecimals(numberOf(a.text), numberOf(b.text));
  }
  if (a.kind === 'array' && b.kind === 'array') return compareItems(a.items, b.items);
  if (a.kind === 'object' && b.kind === 'object') {
    const [x, y] = [sortedMembers(a.members), sortedMembers(b.members)];
    const parts = (members: typeof x): JsonTree[] =>
      members.flatMap(([key, value]) => [{ kind: 'string', value: key }, value]);
    return compareItems(parts(x), parts(y));
  }
  return Number(a.kind === 'true') - Number(b.kind === 'true');
}

function compareItems(a: readonly JsonTree[], b: readonly JsonTree[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [i, item] of a.entries()) {
    const order = compareJson(item, b[i] ?? jsonNull);
    if (order !== 0) return order;
  }
  return 0;
}

function numberOf(text: string): Decimal {
  return parseDecimal(text) ?? { units: 0n, scale: 0 };
}

/** The value with its numbers in their shortest form, so that equal values print the same. */
export function canonicalJson(tree: JsonTree): JsonTree {
  switch (tree.kind) {
    case 'number':
      return { kind: 'number', text: canonicalNumber(tree.text) };
    case 'array':
      return { kind: 'array', items: tree.items.map(canonicalJson) };
    case 'object': {
      const members = [...tree.members].map(([key, value]) => [key, canonicalJson(value)] as const);
      return { kind: 'object', members: new Map(members) };
    }
    default:
      return tree;
  }
}

function canonicalNumber(text: string): string {
  const plain = plainNumber(text);
  const trimmed = plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
  return trimmed === '-0' ? '0' : trimmed;
}
