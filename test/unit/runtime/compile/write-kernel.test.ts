import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import type { VectorKind } from '../../../../src/data/vector.ts';
import type { Expression } from '../../../../src/planner/expression/expression.ts';
import { groupKernelSource } from '../../../../src/runtime/compile/group-kernel.ts';
import type { KernelInput } from '../../../../src/runtime/compile/kernel-source.ts';
import { filterSource, projectSource } from '../../../../src/runtime/compile/write-kernel.ts';
import { columnTypes, expressionOf } from '../../../support/expression-arbitrary.ts';
import { call, column, connective, literal } from '../../../support/expressions.ts';
import { strangersIn } from '../../../support/kernel-allow-list.ts';

const text: SqlType = { kind: 'text' };
const bigint: SqlType = { kind: 'bigint' };

const hostile = [
  '`); process.exit(1); (`',
  "'; globalThis.pwned = 1; '",
  '$' + '{constructor.constructor("return process")()}',
  '*/ require("fs") /*',
  '\u2028\u2029\n\\',
  '__proto__',
];

const inputKinds: Readonly<Record<string, VectorKind>> = {
  boolean: 'u8',
  smallint: 'i32',
  integer: 'i32',
  date: 'i32',
  text: 'dictionary',
  interval: 'text',
};

function inputsOf(types: readonly SqlType[], mode: 'double' | 'exact', nulls: boolean) {
  return types.map((type, index): KernelInput => {
    const isText = type.kind === 'numeric' && type.scale === null;
    const wide = mode === 'exact' && ['bigint', 'timestamp', 'numeric'].includes(type.kind);
    const kind = isText ? 'text' : (inputKinds[type.kind] ?? (wide ? 'i64' : 'f64'));
    return { column: index, kind, nulls };
  });
}

function isBenign(source: string): void {
  expect(strangersIn(source), source).toEqual([]);
}

test('kernels of any expression are made of allowed words alone', () => {
  const kinds = fc.constantFrom(...columnTypes.map(({ kind }) => kind));
  const projection = kinds.chain((kind) => expressionOf(kind, columnTypes, 3));
  const cases = fc.record({
    predicate: expressionOf('boolean', columnTypes, 3),
    projections: fc.array(projection, { maxLength: 3 }),
    mode: fc.constantFrom('double' as const, 'exact' as const),
    nulls: fc.boolean(),
    selected: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ predicate, projections, mode, nulls, selected }) => {
      const inputs = inputsOf(columnTypes, mode, nulls);
      isBenign(filterSource(predicate, mode, inputs).source);
      isBenign(projectSource(projections, mode, inputs, selected).source);
    }),
    { numRuns: 100 },
  );
});

test.each(hostile)('the text %j of a user stays among the constants', (word) => {
  const same = call('equal(text,text)', column(0, text), literal(word, text));
  const like = call('like(text,text)', column(0, text), literal(`${word}%`, text));
  const lower = call('lower(text)', literal(word, text));
  const inputs: KernelInput[] = [{ column: 0, kind: 'text', nulls: true }];
  const kernels = [
    filterSource(connective('or', same, like), 'double', inputs),
    projectSource([literal(word, text), lower], 'exact', inputs, true),
  ];
  for (const { source, constants } of kernels) {
    isBenign(source);
    expect(source).not.toContain(word);
    expect(JSON.stringify(constants)).toContain(JSON.stringify(word).slice(1, -1));
  }
});

test.each(['c', 'week', 'Quarter', 'decades', 'millennium'])(
  'date_trunc to %j is made of allowed words',
  (unit) => {
    const timestamp: SqlType = { kind: 'timestamp' };
    const start = call('date_trunc(text,timestamp)', literal(unit, text), column(0, timestamp));
    for (const [mode, kind] of [
      ['double', 'f64'],
      ['exact', 'i64'],
    ] as const) {
      const { source } = projectSource([start], mode, [{ column: 0, kind, nulls: true }], true);
      // BigInts can be infinite: these are left to the interpreter.
      if (mode === 'double') expect(source).toContain('truncateDayTo');
      isBenign(source);
    }
  },
);

test('the list knows strangers when it sees them', () => {
  expect(strangersIn('return process.exit(1);')).toEqual(['identifier process', 'member exit']);
  expect(strangersIn('const t1 = "text";')).toEqual(['literal "text"']);
  expect(strangersIn('const t1 = `a`;')).not.toEqual([]);
  expect(strangersIn('const t1 = /a/;')).toEqual(['literal /a/']);
  expect(strangersIn('const t1 = () => 1;')).toEqual(['ArrowFunctionExpression']);
  expect(strangersIn('const t1 = v0[constructor];')).toEqual(['identifier constructor']);
});

test('kernels of group tables are made of allowed words alone', () => {
  for (const kind of ['u8', 'i32', 'double', 'integer', 'i64'] as const) {
    for (const masked of [false, true]) {
      isBenign(groupKernelSource({ kinds: [kind, 'i32'], masked }));
    }
  }
});

test('a kernel survives structuredClone', () => {
  const predicate: Expression = call(
    'greater(bigint,bigint)',
    column(0, bigint),
    literal(5n, bigint),
  );
  const kernel = filterSource(predicate, 'exact', [{ column: 0, kind: 'i64', nulls: false }]);
  expect(structuredClone(kernel)).toEqual(kernel);
});

test('a filter on a number is one comparison in a loop', () => {
  const predicate = call('greater(bigint,bigint)', column(0, bigint), literal(5n, bigint));
  const inputs: KernelInput[] = [{ column: 0, kind: 'f64', nulls: false }];
  expect(filterSource(predicate, 'double', inputs).source).toBe(`const v0 = columns[0].values;
let count = 0;
for (let i = 0; i < rowCount; i += 1) {
const t1 = v0[i];
if ((t1 > 5)) { selection[count] = i; count += 1; }
}
return count;`);
});
