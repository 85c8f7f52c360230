import fc from 'fast-check';
import { otherOperators } from '../../src/parser/ast/operators.ts';
import type {
  BinaryOperator,
  ExpressionNode,
  FrameBound,
  FrameNode,
  Identifier,
  Name,
  TypeName,
  UnaryOperator,
  WindowSpecification,
} from '../../src/parser/ast.ts';
import {
  labelWords,
  plainWords,
  quietWords,
  reservedWords,
} from '../../src/parser/lexer/keywords.ts';

/** Expressions of every kind, as the parser could have made them; places mean nothing in them. */

export const position = { line: 1, column: 1, length: 1 };

export const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'price', 'größe', 'x_1') },
  { weight: 1, arbitrary: fc.constantFrom(...reservedWords) },
  { weight: 1, arbitrary: fc.constantFrom(...plainWords, ...labelWords, ...quietWords) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }) },
);
export const identifier: fc.Arbitrary<Identifier> = word.map((name) => ({ name, position }));
export const identifiers = fc.array(identifier, { maxLength: 2 });
export const name: fc.Arbitrary<Name> = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .map((parts) => ({ parts, position }));
export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constant("it's"));
const small = fc.nat({ max: 40 });

const simpleType: fc.Arbitrary<TypeName> = fc
  .oneof(
    fc.record({
      name: fc.constantFrom('bigint', 'numeric', 'varchar', 'timestamp', 'timestamptz', 'char'),
      arguments: fc.array(small, { maxLength: 2 }),
    }),
    fc.constant({ name: 'double precision', arguments: [] }),
    fc.record({ name: word, arguments: fc.array(small, { maxLength: 1 }) }),
  )
  .chain((base) =>
    small.map((depth) => ({ ...base, members: [], arrayDepth: depth % 3, position })),
  );

export const type: fc.Arbitrary<TypeName> = fc.oneof(
  { weight: 5, arbitrary: simpleType },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.record({ name: identifier, type: simpleType }), {
        minLength: 1,
        maxLength: 2,
      })
      .map((members) => {
        return { name: 'struct', arguments: [], members, arrayDepth: 1, position };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(simpleType, simpleType).map((pair) => {
      const members = pair.map((each) => ({ name: null, type: each }));
      return { name: 'map', arguments: [], members, arrayDepth: 0, position };
    }),
  },
);

const literalType: fc.Arbitrary<TypeName> = fc
  .oneof(
    fc.record({ name: word, arguments: fc.constant([]) }),
    fc.constant({ name: 'double precision', arguments: [] }),
    fc.record({
      name: fc.constantFrom('time', 'timetz', 'timestamp', 'timestamptz'),
      arguments: fc.array(small, { maxLength: 1 }),
    }),
  )
  .map((base) => ({ ...base, members: [], arrayDepth: 0, position }));

export const interval: fc.Arbitrary<ExpressionNode> = fc
  .record({
    value: text,
    unit: fc.constantFrom(null, 'second', 'minute', 'day', 'year', 'day to second'),
  })
  .map(({ value, unit }) => ({
    kind: 'typedLiteral',
    type: { name: 'interval', arguments: [], members: [], arrayDepth: 0, position },
    value,
    unit,
    position,
  }));

const number = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0.5', '.5', '1.', '1e10', '2.5E-3', '123456789012345678901234567890'),
);

const leaf: fc.Arbitrary<ExpressionNode> = fc.oneof(
  name.map((each) => ({ kind: 'column' as const, name: each, position })),
  number.map((each) => ({ kind: 'number' as const, text: each, position })),
  text.map((value) => ({ kind: 'string' as const, value, position })),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value, position })),
  fc.constant({ kind: 'null' as const, position }),
  fc
    .integer({ min: 1, max: 65535 })
    .map((index) => ({ kind: 'parameter' as const, index, position })),
  interval,
  fc
    .record({ type: literalType, value: text })
    .map((each) => ({ kind: 'typedLiteral' as const, ...each, unit: null, position })),
);

const operator: fc.Arbitrary<BinaryOperator> = fc.constantFrom(
  ...(['+', '-', '*', '/', '%', '^', '||', '=', '<>', '<', '<=', '>', '>=', 'and', 'or'] as const),
  ...([
    'like',
    'not like',
    'ilike',
    'not ilike',
    'similar to',
    'not similar to',
    'is distinct from',
    'is not distinct from',
  ] as const),
  ...otherOperators,
);

const callName = fc.oneof(
  name,
  fc
    .constantFrom('left', 'right', 'extract', 'trim', 'position', 'substring', 'current_date')
    .map((each) => ({ parts: [each], position })),
);

const star: ExpressionNode = { kind: 'star', qualifier: null, position };

const bound: fc.Arbitrary<FrameBound> = fc.oneof(
  fc.constant({ kind: 'current row' as const, position }),
  leaf.map((distance) => ({ kind: 'preceding' as const, distance, position })),
  fc.constant({ kind: 'unbounded preceding' as const, position }),
);
const frame: fc.Arbitrary<FrameNode> = fc
  .record({
    unit: fc.constantFrom('rows' as const, 'range' as const, 'groups' as const),
    start: bound,
    end: leaf.map((distance): FrameBound => ({ kind: 'following', distance, position })),
    exclude: fc.constantFrom(null, 'ties' as const, 'current row' as const, 'group' as const),
  })
  .map((each) => ({ ...each, position }));

/** A window of its own over values of a kind. */
export function windowOf(value: fc.Arbitrary<ExpressionNode>): fc.Arbitrary<WindowSpecification> {
  const order = value.map((each) => {
    return { expression: each, descending: false, nullsFirst: null, position };
  });
  return fc
    .record({
      base: fc.option(identifier, { nil: null }),
      partitionBy: fc.array(value, { maxLength: 1 }),
      orderBy: fc.array(order, { maxLength: 1 }),
      frame: fc.option(frame, { nil: null }),
    })
    .map((each) => ({ kind: 'window', ...each, position }));
}

export const expression: fc.Arbitrary<ExpressionNode> = fc.letrec<{ node: ExpressionNode }>(
  (tie) => {
    const node = tie('node');
    const list = fc.array(node, { minLength: 1, maxLength: 3 });
    const negated = fc.boolean();
    const orderItems = fc.array(
      fc
        .record({
          expression: node,
          descending: fc.boolean(),
          nullsFirst: fc.constantFrom(null, true, false),
        })
        .map((each) => ({ ...each, position })),
      { minLength: 1, maxLength: 2 },
    );
    const call = fc
      .record({
        name: callName,
        arguments: fc.oneof(fc.constant([]), fc.constant([star]), list),
        distinct: fc.boolean(),
        filter: fc.option(node, { nil: null }),
        orderBy: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, orderItems),
        withinGroup: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, orderItems),
        nulls: fc.constantFrom(null, null, 'ignore' as const, 'respect' as const),
        over: fc.option(
          fc.oneof(
            identifier.map((each) => ({ kind: 'named' as const, name: each, position })),
            windowOf(node),
          ),
          { nil: null, freq: 2 },
        ),
      })
      .map((each) => {
        const [first] = each.arguments;
        const distinct = each.distinct && first !== undefined && first.kind !== 'star';
        const orderBy = first === undefined || first.kind === 'star' ? [] : each.orderBy;
        return { kind: 'call' as const, ...each, distinct, variadic: false, orderBy, position };
      });
    const branch = fc.tuple(node, node).map(([when, result]) => {
      return Object.fromEntries([
        ['when', when],
        ['then', result],
      ]) as { when: ExpressionNode; then: ExpressionNode };
    });
    return {
      node: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        leaf,
        fc
          .record({ operator, left: node, right: node })
          .map((each) => ({ kind: 'binary' as const, ...each, position })),
        fc
          .record({
            operator: fc.constantFrom<UnaryOperator>('not', '-', '+', '~', '@', '|/', '||/'),
            operand: node,
          })
          .map((each) => ({ kind: 'unary' as const, ...each, position })),
        fc
          .record({
            operand: node,
            test: fc.constantFrom(
              'null' as const,
              'true' as const,
              'false' as const,
              'unknown' as const,
            ),
            negated,
          })
          .map((each) => ({ kind: 'is' as const, ...each, position })),
        fc
          .record({ operand: node, low: node, high: node, negated, symmetric: fc.boolean() })
          .map((each) => ({ kind: 'between' as const, ...each, position })),
        fc
          .record({ operand: node, list, negated })
          .map((each) => ({ kind: 'in' as const, ...each, position })),
        fc
          .record({
            operand: fc.option(node, { nil: null }),
            branches: fc.array(branch, { minLength: 1, maxLength: 2 }),
            otherwise: fc.option(node, { nil: null }),
          })
          .map((each) => ({ kind: 'case' as const, ...each, position })),
        fc
          .record({ operand: node, type })
          .map((each) => ({ kind: 'cast' as const, ...each, position })),
        fc
          .record({ field: word.map((each) => each.toLowerCase()), operand: node })
          .map((each) => ({ kind: 'extract' as const, ...each, position })),
        fc
          .record({
            operand: node,
            test: fc.constantFrom('value' as const, 'array' as const, 'object' as const),
            uniqueKeys: fc.boolean(),
            negated,
          })
          .map((each) => ({ kind: 'isJson' as const, ...each, position })),
        fc
          .record({
            operator: fc.constantFrom<BinaryOperator>('=', '<', 'like', '~', '+', '@>'),
            quantifier: fc.constantFrom('any' as const, 'all' as const),
            operand: node,
            over: leaf,
          })
          .map((each) => ({ kind: 'quantified' as const, ...each, position })),
        fc
          .record({ operand: node, collation: name })
          .map((each) => ({ kind: 'collate' as const, ...each, position })),
        fc
          .record({ kind: fc.constantFrom('row' as const, 'array' as const), items: list })
          .map((each) => ({ ...each, position })),
        fc
          .array(fc.record({ key: node, value: node }), { maxLength: 2 })
          .map((entries) => ({ kind: 'map' as const, entries, position })),
        fc
          .array(fc.record({ name: identifier, value: node }), { maxLength: 2 })
          .map((fields) => ({ kind: 'struct' as const, fields, position })),
        fc
          .record({ operand: node, index: node })
          .map((each) => ({ kind: 'subscript' as const, ...each, position })),
        fc
          .record({
            operand: node,
            low: fc.option(node, { nil: null }),
            high: fc.option(node, { nil: null }),
          })
          .map((each) => ({ kind: 'slice' as const, ...each, position })),
        fc
          .record({ operand: node, name: identifier })
          .map((each) => ({ kind: 'field' as const, ...each, position })),
        call,
      ),
    };
  },
).node;
