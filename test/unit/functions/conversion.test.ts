import { expect, test } from 'vitest';
import { castFunction } from '../../../src/functions/cast-function.ts';
import { asKind, canCast, commonType } from '../../../src/functions/conversion.ts';
import { numeric } from '../../support/sql-call.ts';

test('numbers widen by themselves and narrow only into columns', () => {
  expect(canCast('integer', 'bigint', 'implicit')).toBe(true);
  expect(canCast('bigint', 'integer', 'implicit')).toBe(false);
  expect(canCast('bigint', 'integer', 'assignment')).toBe(true);
  expect(canCast('numeric', 'double', 'implicit')).toBe(true);
});

test('text must be asked for, and is given to columns', () => {
  expect(canCast('text', 'integer', 'assignment')).toBe(false);
  expect(canCast('text', 'integer', 'explicit')).toBe(true);
  expect(canCast('integer', 'text', 'implicit')).toBe(false);
  expect(canCast('integer', 'text', 'assignment')).toBe(true);
});

test('what has nothing in common is never cast', () => {
  expect(canCast('boolean', 'date', 'explicit')).toBe(false);
  expect(canCast('boolean', 'bigint', 'explicit')).toBe(false);
  expect(castFunction({ kind: 'interval' }, { kind: 'integer' }, 'explicit')).toBeNull();
});

test('casts are functions by name; a bare literal is a text', () => {
  expect(castFunction({ kind: 'unknown' }, { kind: 'date' }, 'implicit')).toBe('cast(text,date)');
  expect(castFunction(numeric(5, 2), numeric(5, 1), 'implicit')).toBe('cast(numeric,numeric)');
  expect(castFunction({ kind: 'date' }, { kind: 'date' }, 'implicit')).toBeNull();
});

test('integers become NUMERIC without places', () => {
  expect(asKind({ kind: 'integer' }, 'numeric')).toEqual(numeric(null, 0));
  expect(asKind({ kind: 'double' }, 'numeric')).toEqual(numeric());
  expect(asKind(numeric(5, 2), 'numeric')).toEqual(numeric(5, 2));
});

test('the common type of several', () => {
  const common = (...kinds: ('integer' | 'bigint' | 'unknown' | 'text' | 'date' | 'timestamp')[]) =>
    commonType(kinds.map((kind) => ({ kind })));
  expect(common('integer', 'bigint', 'unknown')).toEqual({ kind: 'bigint' });
  expect(common('unknown', 'unknown')).toEqual({ kind: 'text' });
  expect(common('date', 'timestamp')).toEqual({ kind: 'timestamp' });
  expect(common('integer', 'text')).toBeNull();
  expect(commonType([{ kind: 'integer' }, numeric(5, 2)])).toEqual(numeric());
  expect(commonType([numeric(5, 2), numeric(9, 2)])).toEqual(numeric(null, 2));
  expect(commonType([numeric(30, 2), numeric(30, 2)])).toEqual(numeric(30, 2));
  expect(commonType([numeric(), numeric(5, 2)])).toEqual(numeric());
});
