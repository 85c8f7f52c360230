import fc from 'fast-check';
import type { GroupingNode, QueryNode, RelationNode } from '../../src/parser/ast.ts';
import {
  expression,
  identifier,
  identifiers,
  interval,
  name,
  position,
  text,
  windowOf,
} from './parser-expressions.ts';

/** Queries of every kind, as the parser could have made them. */

const alias = fc.oneof(
  fc.constant({ alias: null, columns: [] }),
  fc.record({ alias: identifier, columns: identifiers }),
);

const windowClause = fc
  .record({
    size: interval,
    advance: interval,
    grace: fc.option(interval, { nil: null }),
    timeZone: fc.option(text, { nil: null }),
  })
  .chain((sizes) =>
    fc.constantFrom(
      { kind: 'tumbling' as const, ...sizes, advance: null, position },
      { kind: 'hopping' as const, ...sizes, position },
      { kind: 'cumulating' as const, ...sizes, position },
      { kind: 'session' as const, ...sizes, advance: null, position },
    ),
  );

const table: fc.Arbitrary<RelationNode> = fc
  .record({ name, alias, window: fc.option(windowClause, { nil: null }) })
  .map(({ name: of, alias: named, window }) => {
    return { kind: 'table', name: of, ...named, asOf: null, window, position };
  });

const plainTable: fc.Arbitrary<RelationNode> = name.map((of) => {
  return { kind: 'table', name: of, alias: null, columns: [], asOf: null, window: null, position };
});

const joinCondition = fc.oneof(
  expression.map((on) => ({ on, using: null })),
  fc.array(identifier, { minLength: 1, maxLength: 2 }).map((using) => ({ on: null, using })),
);

const plainJoin = { natural: false, asof: false, within: null, alias: null, columns: [] };

function windowFunction(input: fc.Arbitrary<RelationNode>): fc.Arbitrary<RelationNode> {
  const sizes = fc.array(fc.oneof(interval, expression), { minLength: 2, maxLength: 2 });
  return fc
    .record({ input, time: name, sizes, more: fc.boolean(), alias, hop: fc.boolean() })
    .map(({ input: of, time, sizes: two, more, alias: named, hop }) => ({
      kind: 'windowFunction',
      function: hop ? 'hop' : 'tumble',
      input: of,
      partitionBy: [],
      time,
      sizes: hop ? [...two, ...(more ? two.slice(0, 1) : [])] : two.slice(0, more ? 2 : 1),
      ...named,
      position,
    }));
}

const groupSet = fc
  .array(expression, { maxLength: 2 })
  .map((expressions): GroupingNode => ({ kind: 'columns', expressions, position }));
const grouping: fc.Arbitrary<GroupingNode> = fc.oneof(
  fc.constant<GroupingNode>({ kind: 'columns', expressions: [], position }),
  fc
    .record({
      kind: fc.constantFrom('rollup' as const, 'cube' as const, 'sets' as const),
      sets: fc.array(groupSet, { minLength: 1, maxLength: 2 }),
    })
    .map((each): GroupingNode => ({ ...each, position })),
);

const trees = fc.letrec<{ query: QueryNode; select: QueryNode; relation: RelationNode }>((tie) => {
  const query = tie('query');
  const relation = tie('relation');
  const subquery: fc.Arbitrary<RelationNode> = fc
    .record({ query, alias })
    .map(({ query: of, alias: named }) => {
      return { kind: 'subquery', query: of, lateral: false, ...named, position };
    });
  const bareSubquery: fc.Arbitrary<RelationNode> = query.map((of) => {
    return { kind: 'subquery', query: of, lateral: false, alias: null, columns: [], position };
  });
  const item = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ expression, alias: fc.option(identifier, { nil: null }) }),
    },
    {
      weight: 1,
      arbitrary: fc.option(name, { nil: null }).map((qualifier) => ({
        expression: { kind: 'star' as const, qualifier, position },
        alias: null,
      })),
    },
  );
  const maybe = fc.option(expression, { nil: null });
  return {
    relation: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      table,
      subquery,
      windowFunction(fc.oneof(plainTable, bareSubquery)),
      fc.record({ left: relation, right: relation }).map((sides) => {
        return {
          kind: 'join' as const,
          type: 'cross' as const,
          ...sides,
          ...plainJoin,
          on: null,
          using: null,
          position,
        };
      }),
      fc
        .record({
          type: fc.constantFrom(
            'inner' as const,
            'left' as const,
            'right' as const,
            'full' as const,
            'semi' as const,
            'anti' as const,
          ),
          asof: fc.boolean(),
          within: fc.option(
            fc
              .record({
                before: interval,
                after: interval,
                grace: fc.option(interval, { nil: null }),
              })
              .map((each) => ({ ...each, position })),
            { nil: null, freq: 1 },
          ),
          named: alias,
          left: relation,
          right: relation,
          condition: joinCondition,
        })
        .map(({ condition, named, ...each }) => ({
          kind: 'join' as const,
          natural: false,
          ...named,
          ...each,
          ...condition,
          position,
        })),
    ),
    select: fc
      .record({
        with: fc.oneof(
          { maxDepth: 2, depthSize: 'small' },
          fc.constant([]),
          fc.array(
            fc
              .record({
                name: identifier,
                columns: identifiers,
                materialized: fc.constantFrom(null, true, false),
                query,
              })
              .map((each) => ({ ...each, position })),
            { maxLength: 1 },
          ),
        ),
        distinct: fc.boolean(),
        distinctOn: fc.oneof(
          { weight: 4, arbitrary: fc.constant([]) },
          fc.array(expression, { minLength: 1, maxLength: 2 }),
        ),
        groupings: fc.array(grouping, { maxLength: 1 }),
        windows: fc.array(fc.record({ name: identifier, window: windowOf(expression) }), {
          maxLength: 1,
        }),
        qualify: maybe,
        items: fc.array(
          item.map((each) => ({ ...each, position })),
          { minLength: 1, maxLength: 3 },
        ),
        from: fc.option(relation, { nil: null, maxDepth: 3 }),
        where: maybe,
        groupBy: fc.array(expression, { maxLength: 2 }),
        having: maybe,
        orderBy: fc.array(
          fc
            .record({
              expression,
              descending: fc.boolean(),
              nullsFirst: fc.constantFrom(null, true, false),
            })
            .map((each) => ({ ...each, position })),
          { maxLength: 2 },
        ),
        limit: maybe,
        offset: maybe,
        emit: fc.constantFrom(
          null,
          { kind: 'changes' as const, position },
          { kind: 'final' as const, position },
        ),
        recursive: fc.boolean(),
        withTies: fc.boolean(),
      })
      .map((each) => {
        const distinct = each.distinct && each.distinctOn.length === 0;
        const recursive = each.recursive && each.with.length > 0;
        const withTies = each.withTies && each.limit !== null && each.orderBy.length > 0;
        const rest = { distinct, recursive, withTies, groupDistinct: false };
        return { kind: 'select' as const, ...each, ...rest, position };
      }),
    query: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 4, arbitrary: tie('select') },
      {
        weight: 1,
        arbitrary: fc
          .record({
            operator: fc.constantFrom('union' as const, 'intersect' as const, 'except' as const),
            all: fc.boolean(),
            left: query,
            right: query,
          })
          .map((each) => ({ kind: 'setOperation' as const, ...each, ...noFrame, position })),
      },
      {
        weight: 1,
        arbitrary: fc
          .array(fc.array(expression, { minLength: 1, maxLength: 2 }), {
            minLength: 1,
            maxLength: 2,
          })
          .map((rows) => ({ kind: 'values' as const, rows, ...noFrame, position })),
      },
    ),
  };
});

const noFrame = {
  with: [],
  recursive: false,
  orderBy: [],
  limit: null,
  withTies: false,
  offset: null,
  emit: null,
};

export const query: fc.Arbitrary<QueryNode> = trees.query;
/** A SELECT alone. */
export const select: fc.Arbitrary<QueryNode> = trees.select;
