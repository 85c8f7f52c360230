import { expect, test } from 'vitest';
import { nameParts } from '../../../../../src/engine/system/functions/relation-name.ts';

test.each([
  ['Sensors', ['sensors']],
  ['public."My table"', ['public', 'My table']],
  ['"a""b"."c.d"', ['a"b', 'c.d']],
  [' pg_catalog . pg_class ', ['pg_catalog', 'pg_class']],
])('the parts of %s', (text, parts) => {
  expect(nameParts(text)).toEqual(parts);
});
