import { expect, test } from 'vitest';
import { readTypeName } from '../../../src/protocol/type-tree.ts';

const named = (name: string) => ({ kind: 'named', name });

test.each([
  ['timestamp(3) without time zone', named('timestamp(3) without time zone')],
  ['numeric(10,2)[]', { kind: 'array', element: named('numeric(10,2)') }],
  [
    'map<text, bigint[]>',
    { kind: 'map', key: named('text'), value: { kind: 'array', element: named('bigint') } },
  ],
  [
    'struct<a numeric(4,2), "b ""c" text, d struct<>>',
    {
      kind: 'struct',
      fields: [
        { name: 'a', type: named('numeric(4,2)') },
        { name: 'b "c', type: named('text') },
        { name: 'd', type: { kind: 'struct', fields: [] } },
      ],
    },
  ],
])('%s', (name, tree) => {
  expect(readTypeName(name)).toEqual(tree);
});
