import { expect, test } from 'vitest';
import { catalogSignatures } from '../../../../src/functions/system/catalog-signatures.ts';

test('every signature is read', () => {
  for (const { name, parameters, result } of catalogSignatures) {
    expect(name).toMatch(/^[a-z]\w+$/);
    for (const kind of [...parameters, result]) {
      expect(kind).toMatch(/^(bigint|integer|smallint|text|boolean|timestamptz|text\[\])$/);
    }
  }
  const ids = catalogSignatures.map(({ name, parameters }) => `${name}(${parameters.join()})`);
  expect(new Set(ids).size).toBe(ids.length);
});
