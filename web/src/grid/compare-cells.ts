import type { Cell } from '../../../src/protocol/messages.ts';

/** How the cells of a column are ordered and aligned. */
export type CellKind = 'number' | 'decimal' | 'boolean' | 'text' | 'other';

const kinds: Readonly<Record<string, CellKind>> = {
  smallint: 'number',
  integer: 'number',
  real: 'number',
  'double precision': 'number',
  bigint: 'decimal',
  numeric: 'decimal',
  boolean: 'boolean',
  json: 'other',
  jsonb: 'other',
};

/** The kind of a column by its PostgreSQL type name. */
export function cellKind(type: string): CellKind {
  const bare = type.replace(/\(.*\)/, '').trim();
  if (/\[\]$|^(struct|map|row)\b/.test(bare)) return 'other';
  return kinds[bare] ?? 'text';
}

/** Whether cells of this kind stand at the right edge of their column. */
export function isNumeric(kind: CellKind): boolean {
  return kind === 'number' || kind === 'decimal';
}

/**
 * Orders two cells of one column: negative when `a` comes first. NULL comes last, NaN after every
 * number, as in PostgreSQL. 64-bit integers and decimals travel as text and are compared as text
 * of digits, never as doubles.
 */
export function compareCells(kind: CellKind, a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  switch (kind) {
    case 'number':
      return compareNumbers(toNumber(a), toNumber(b));
    case 'decimal':
      return compareDecimals(String(a), String(b));
    case 'boolean':
      return Number(a) - Number(b);
    case 'text':
      return compareTexts(String(a), String(b));
    case 'other':
      return compareTexts(JSON.stringify(a), JSON.stringify(b));
  }
}

function toNumber(cell: Cell): number {
  return typeof cell === 'number' ? cell : Number(cell);
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Compares two decimal texts (`-12.50`, `9007199254740993`, `NaN`, `Infinity`) exactly. */
export function compareDecimals(a: string, b: string): number {
  if (!plainDecimal.test(a) || !plainDecimal.test(b)) return compareNumbers(Number(a), Number(b));
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return compareSigns(a, b, negative);
  const order = compareMagnitudes(negative ? a.slice(1) : a, negative ? b.slice(1) : b);
  return negative ? -order : order;
}

const plainDecimal = /^-?\d+(\.\d+)?$/;
const zero = /^-?[0.]+$/;

/** Of texts with different signs only -0 and 0 are equal. */
function compareSigns(a: string, b: string, aNegative: boolean): number {
  if (zero.test(a) && zero.test(b)) return 0;
  return aNegative ? -1 : 1;
}

function compareMagnitudes(a: string, b: string): number {
  const [wholeA, partA] = split(a);
  const [wholeB, partB] = split(b);
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1;
  return compareTexts(partA, partB);
}

/** The digits before and after the point, without zeros that say nothing. */
function split(text: string): readonly [string, string] {
  const point = text.indexOf('.');
  if (point < 0) return [text.replace(/^0+/, ''), ''];
  return [text.slice(0, point).replace(/^0+/, ''), text.slice(point + 1).replace(/0+$/, '')];
}
