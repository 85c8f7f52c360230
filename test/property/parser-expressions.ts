import fc from 'fast-check';
import type {
  BinaryOperator,
  ExpressionNode,
  Identifier,
  Name,
  TypeName,
} from '../../src/parser/ast.ts';
import { plainWords, reservedWords } from '../../src/parser/lexer/keywords.ts';

/** Expressions of every kind, as the parser could have made them; places mean nothing in them. */

export const position = { line: 1, column: 1, length: 1 };

export const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'price', 'größe', 'x_1') },
  { weight: 1, arbitrary: fc.constantFrom(...reservedWords) },
  { weight: 1, arbitrary: fc.constantFrom(...plainWords) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }) },
);
export const identifier: fc.Arbitrary<Identifier> = word.map((name) => ({ name, position }));
export const identifiers = fc.array(identifier, { maxLength: 2 });
export const name: fc.Arbitrary<Name> = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .map((parts) => ({ parts, position }));
export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constant("it's"));
const small = fc.nat({ max: 40 });

export const type: fc.Arbitrary<TypeName> = fc
  .oneof(
    fc.record({
      name: fc.constantFrom('bigint', 'numeric', 'varchar', 'timestamp', 'timestamptz', 'char'),
      arguments: fc.array(small, { maxLength: 2 }),
    }),
    fc.constant({ name: 'double precision', arguments: [] }),
    fc.record({ name: word, arguments: fc.array(small, { maxLength: 1 }) }),
  )
  .chain((base) => small.map((depth) => ({ ...base, arrayDepth: depth % 3, position })));

const literalType: fc.Arbitrary<TypeName> = fc
  .oneof(
    fc.record({ name: word, arguments: fc.constant([]) }),
    fc.constant({ name: 'double precision', arguments: [] }),
    fc.record({
      name: fc.constantFrom('time', 'timetz', 'timestamp', 'timestamptz'),
      arguments: fc.array(small, { maxLength: 1 }),
    }),
  )
  .map((base) => ({ ...base, arrayDepth: 0, position }));

export const interval: fc.Arbitrary<ExpressionNode> = fc
  .record({ value: text, unit: fc.constantFrom(null, 'second', 'minute', 'day', 'year') })
  .map(({ value, unit }) => ({
    kind: 'typedLiteral',
    type: { name: 'interval', arguments: [], arrayDepth: 0, position },
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
    'is distinct from',
    'is not distinct from',
  ] as const),
);

const callName = fc.oneof(
  name,
  fc
    .constantFrom('left', 'right', 'extract', 'trim', 'position', 'substring', 'current_date')
    .map((each) => ({ parts: [each], position })),
);

const star: ExpressionNode = { kind: 'star', qualifier: null, position };

export const expression: fc.Arbitrary<ExpressionNode> = fc.letrec<{ node: ExpressionNode }>(
  (tie) => {
    const node = tie('node');
    const list = fc.array(node, { minLength: 1, maxLength: 3 });
    const negated = fc.boolean();
    const call = fc
      .record({
        name: callName,
        arguments: fc.oneof(fc.constant([]), fc.constant([star]), list),
        distinct: fc.boolean(),
        filter: fc.option(node, { nil: null }),
      })
      .map((each) => {
        const [first] = each.arguments;
        const distinct = each.distinct && first !== undefined && first.kind !== 'star';
        return { kind: 'call' as const, ...each, distinct, position };
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
            operator: fc.constantFrom('not' as const, '-' as const, '+' as const),
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
          .record({ operand: node, low: node, high: node, negated })
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
        call,
      ),
    };
  },
).node;
