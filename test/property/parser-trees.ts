import fc from 'fast-check';
import type {
  ColumnDefinition,
  QueryNode,
  RelationNode,
  StatementNode,
} from '../../src/parser/ast.ts';
import {
  expression,
  identifier,
  identifiers,
  interval,
  name,
  position,
  text,
  type,
  word,
} from './parser-expressions.ts';

/** Queries and statements of every kind, as the parser could have made them. */

const alias = fc.oneof(
  fc.constant({ alias: null, columns: [] }),
  fc.record({ alias: identifier, columns: identifiers }),
);

const windowClause = fc
  .record({ size: interval, advance: interval, grace: fc.option(interval, { nil: null }) })
  .chain((sizes) =>
    fc.constantFrom(
      { kind: 'tumbling' as const, ...sizes, advance: null, position },
      { kind: 'hopping' as const, ...sizes, position },
    ),
  );

const table: fc.Arbitrary<RelationNode> = fc
  .record({ name, alias, window: fc.option(windowClause, { nil: null }) })
  .map(({ name: of, alias: named, window }) => {
    return { kind: 'table', name: of, ...named, window, position };
  });

const plainTable: fc.Arbitrary<RelationNode> = name.map((of) => {
  return { kind: 'table', name: of, alias: null, columns: [], window: null, position };
});

const joinCondition = fc.oneof(
  expression.map((on) => ({ on, using: null })),
  fc.array(identifier, { minLength: 1, maxLength: 2 }).map((using) => ({ on: null, using })),
);

function windowFunction(input: fc.Arbitrary<RelationNode>): fc.Arbitrary<RelationNode> {
  const sizes = fc.array(fc.oneof(interval, expression), { minLength: 2, maxLength: 2 });
  return fc
    .record({ input, time: name, sizes, more: fc.boolean(), alias, hop: fc.boolean() })
    .map(({ input: of, time, sizes: two, more, alias: named, hop }) => ({
      kind: 'windowFunction',
      function: hop ? 'hop' : 'tumble',
      input: of,
      time,
      sizes: hop ? [...two, ...(more ? two.slice(0, 1) : [])] : two.slice(0, more ? 2 : 1),
      ...named,
      position,
    }));
}

const trees = fc.letrec<{ query: QueryNode; relation: RelationNode }>((tie) => {
  const query = tie('query');
  const relation = tie('relation');
  const subquery: fc.Arbitrary<RelationNode> = fc
    .record({ query, alias })
    .map(({ query: of, alias: named }) => ({ kind: 'subquery', query: of, ...named, position }));
  const bareSubquery: fc.Arbitrary<RelationNode> = query.map((of) => {
    return { kind: 'subquery', query: of, alias: null, columns: [], position };
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
          ),
          left: relation,
          right: relation,
          condition: joinCondition,
        })
        .map(({ condition, ...each }) => ({
          kind: 'join' as const,
          ...each,
          ...condition,
          position,
        })),
    ),
    query: fc
      .record({
        with: fc.oneof(
          { maxDepth: 2, depthSize: 'small' },
          fc.constant([]),
          fc.array(
            fc
              .record({ name: identifier, columns: identifiers, query })
              .map((each) => ({ ...each, position })),
            { maxLength: 1 },
          ),
        ),
        distinct: fc.boolean(),
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
      })
      .map((each) => ({ kind: 'select' as const, ...each, position })),
  };
});

export const query: fc.Arbitrary<QueryNode> = trees.query;

const option = fc
  .record({
    key: fc.oneof(
      fc.constantFrom('connector', 'fields.amount.min', 'rows-per-second', 'A.b'),
      text,
    ),
    value: fc.oneof(text, fc.boolean(), fc.integer(), fc.constantFrom(0.5, -1e-7, 1e21)),
  })
  .map((each) => ({ ...each, position }));
const options = fc.array(option, { maxLength: 2 });

function column(isKey: boolean): fc.Arbitrary<ColumnDefinition> {
  return fc
    .record({
      name: identifier,
      type,
      notNull: fc.boolean(),
      primaryKey: fc.constant(isKey),
      default: fc.option(expression, { nil: null }),
    })
    .map((each) => ({ ...each, position }));
}

const watermark = fc
  .record({ column: identifier, expression })
  .map((each) => ({ ...each, position }));
const from = text.map((path) => ({ path, position }));

const createStream: fc.Arbitrary<StatementNode> = fc
  .record({
    name,
    ifNotExists: fc.boolean(),
    columns: fc.array(column(false), { maxLength: 2 }),
    watermark: fc.option(watermark, { nil: null }),
    partitionBy: identifiers,
    options,
    from: fc.option(from, { nil: null }),
  })
  .map((each) => ({ kind: 'createStream', ...each, position }));

const createTable: fc.Arbitrary<StatementNode> = fc
  .record({
    name,
    ifNotExists: fc.boolean(),
    key: fc.array(column(true), { maxLength: 1 }),
    columns: fc.array(column(false), { minLength: 1, maxLength: 2 }),
    primaryKey: identifiers,
    options,
  })
  .map(({ key, columns, primaryKey, ...each }) => ({
    kind: 'createTable',
    ...each,
    columns: [...key, ...columns],
    primaryKey: key.length > 0 ? [] : primaryKey,
    position,
  }));

const createView: fc.Arbitrary<StatementNode> = fc
  .record({
    name,
    orReplace: fc.boolean(),
    ifNotExists: fc.boolean(),
    materialized: fc.boolean(),
    columns: identifiers,
    options,
    query,
  })
  .map((each) => ({ kind: 'createView', ...each, position }));

const rows = fc.array(fc.array(expression, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});
const insert: fc.Arbitrary<StatementNode> = fc
  .record({
    into: name,
    columns: identifiers,
    source: fc.oneof(
      rows.map((each) => ({ rows: each, query: null })),
      query.map((each) => ({ rows: null, query: each })),
    ),
  })
  .map(({ source, ...each }) => ({ kind: 'insert', ...each, ...source, position }));

const explainable = fc.oneof(
  query.map((each): StatementNode => ({ kind: 'query', query: each, position })),
  createStream,
  createTable,
  createView,
  insert,
);

/** A statement of any kind. */
export const statement: fc.Arbitrary<StatementNode> = fc.oneof(
  { weight: 4, arbitrary: explainable },
  {
    weight: 1,
    arbitrary: fc
      .record({
        mode: fc.constantFrom('logical' as const, 'steps' as const, 'physical' as const),
        statement: explainable,
      })
      .map((each): StatementNode => ({ kind: 'explain', ...each, position })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        object: fc.constantFrom(
          ...(['stream', 'table', 'view', 'materialized view', 'source'] as const),
        ),
        names: fc.array(name, { minLength: 1, maxLength: 2 }),
        ifExists: fc.boolean(),
        cascade: fc.boolean(),
      })
      .map((each): StatementNode => ({ kind: 'drop', ...each, position })),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.constantFrom('streams', 'materialized views', 'all', 'server_version'),
        word.filter((each) => !each.includes('.')),
      )
      .map((what): StatementNode => ({ kind: 'show', what, position })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ name, extended: fc.boolean() })
      .map((each): StatementNode => ({ kind: 'describe', ...each, position })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(name, { maxLength: 2 })
      .map((names): StatementNode => ({ kind: 'flush', names, position })),
  },
);
