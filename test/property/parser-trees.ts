import fc from 'fast-check';
import type { ColumnDefinition, StatementNode } from '../../src/parser/ast.ts';
import {
  expression,
  identifier,
  identifiers,
  name,
  position,
  text,
  type,
  word,
} from './parser-expressions.ts';
import { query, select } from './parser-queries.ts';

/** Statements of every kind, as the parser could have made them. */

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
      unique: fc.boolean(),
      check: fc.option(expression, { nil: null }),
    })
    .map((each) => {
      return { ...each, references: null, collation: null, generated: null, position };
    });
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
  .map((each) => ({ kind: 'createStream', ...each, query: null, position }));

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
    temporary: false,
    watermark: null,
    constraints: [],
    query: null,
    columnNames: [],
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
      select.map((each) => ({ rows: null, query: each })),
    ),
  })
  .map(({ source, ...each }) => ({
    kind: 'insert',
    with: [],
    recursive: false,
    alias: null,
    onConflict: null,
    returning: [],
    ...each,
    ...source,
    position,
  }));

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
      .map((each): StatementNode => {
        return { kind: 'explain', ...each, analyze: false, format: 'text', position };
      }),
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
      .map((each): StatementNode => {
        return { kind: 'drop', ...each, signatures: each.names.map(() => null), position };
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.constantFrom('streams', 'materialized views', 'all', 'server_version'),
        word.filter((each) => !each.includes('.')),
      )
      .map((what): StatementNode => {
        return { kind: 'show', what, of: null, schema: null, like: null, position };
      }),
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
