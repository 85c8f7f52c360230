import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import { hasEquality, isCanonical, keyForm } from '../../../../src/planner/expression/key-form.ts';
import { call, column } from '../../../support/expressions.ts';

const unscaled: SqlType = { kind: 'numeric', precision: null, scale: null };
const scaled: SqlType = { kind: 'numeric', precision: 12, scale: 2 };

test('types whose equal values may look different are brought to one form, once', () => {
  const trimmed = call('trim_scale(numeric)', column(0, unscaled));
  expect(keyForm(column(0, unscaled))).toEqual(trimmed);
  expect(keyForm(trimmed)).toBe(trimmed);
  expect(keyForm(column(0, { kind: 'interval' }))).toEqual(
    call('justify_interval(interval)', column(0, { kind: 'interval' })),
  );
});

test('all others are compared as they are', () => {
  for (const type of [scaled, { kind: 'double' }, { kind: 'text' }] as const) {
    const plain = column(0, type);
    expect(keyForm(plain)).toBe(plain);
    expect(isCanonical(type)).toBe(true);
  }
  expect(isCanonical(unscaled)).toBe(false);
  expect(isCanonical({ kind: 'interval' })).toBe(false);
});

test('JSON has no equality', () => {
  expect(hasEquality({ kind: 'json' })).toBe(false);
  expect(isCanonical({ kind: 'json' })).toBe(false);
  expect(hasEquality(unscaled)).toBe(true);
});
