import { expect, test } from 'vitest';
import { isTooDeep, treeDepthMax } from '../../../../src/parser/grammar/tree-depth.ts';

function nested(depth: number): object {
  let node: object = { kind: 'number' };
  for (let at = 1; at < depth; at += 1) node = { kind: 'unary', list: [{ operand: node }] };
  return node;
}

test('counts nodes, and not what stands between them', () => {
  expect(isTooDeep(nested(treeDepthMax))).toBe(false);
  expect(isTooDeep(nested(treeDepthMax + 1))).toBe(true);
});
