import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/common/sql-error.ts';
import type { SelectNode } from '../../../src/parser/ast.ts';
import { parse, parseExpression, parseQuery } from '../../../src/parser/parse.ts';

function selectOf(sql: string): SelectNode {
  const query = parseQuery(sql);
  if (query.kind !== 'select') throw new Error('a SELECT');
  return query;
}

function errorOf(sql: string): SqlError {
  try {
    parse(sql);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error(`no error in ${sql}`);
}

/** All errors of a text as `line:column+length code message (hint)`. */
function errorsOf(sql: string): string[] {
  const first = errorOf(sql);
  return [first, ...first.others].map(({ code, message, hint, position }) => {
    const place = position && `${position.line}:${position.column}+${position.length}`;
    return `${place} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
}

describe('statements', () => {
  test('are told with where they stand in the text', () => {
    const sql = "  SELECT 1 ;; SHOW STREAMS;\n-- nothing\nINSERT INTO t VALUES (';')";
    const found = parse(sql).map(({ statement, start, end }) => [
      statement.kind,
      sql.slice(start, end),
    ]);
    expect(found).toEqual([
      ['query', 'SELECT 1'],
      ['show', 'SHOW STREAMS'],
      ['insert', "INSERT INTO t VALUES (';')"],
    ]);
  });

  test('a text without a statement has none', () => {
    expect(parse('')).toEqual([]);
    expect(parse(' ; /* */ ;')).toEqual([]);
  });

  test('every node has its place, in code points', () => {
    const [item] = selectOf("SELECT '😀', (a + b) * 2\n  AS c FROM t").items.slice(1);
    expect(item?.position).toEqual({ line: 1, column: 13, length: 18 });
    expect(item?.expression.position).toEqual({ line: 1, column: 13, length: 11 });
    expect(item?.alias?.position).toEqual({ line: 2, column: 6, length: 1 });
    const product = item?.expression;
    if (product?.kind !== 'binary') throw new Error('a product');
    expect(product.left.position).toEqual({ line: 1, column: 14, length: 5 });
  });

  test('a call begins at its name and ends behind its filter', () => {
    const node = parseExpression('1 + pg_catalog.count(*) FILTER (WHERE x)');
    if (node.kind !== 'binary') throw new Error('a sum');
    expect(node.right.position).toEqual({ line: 1, column: 5, length: 36 });
  });

  test('an interval keeps its unit in the singular', () => {
    expect(parseExpression("INTERVAL '10' SECONDS")).toMatchObject({ value: '10', unit: 'second' });
    expect(parseExpression("INTERVAL '5 seconds'")).toMatchObject({ unit: null });
    const { from } = selectOf('SELECT 1 FROM s WINDOW TUMBLING (SIZE 1 MINUTE)');
    expect(from).toMatchObject({ window: { size: { value: '1', unit: 'minute' } } });
  });

  test('a single query or expression is all that may stand', () => {
    expect(selectOf('SELECT 1;').items).toHaveLength(1);
    expect(() => parseQuery('SELECT 1; SELECT 2')).toThrow('a single statement is expected');
    expect(() => parseQuery('SHOW STREAMS')).toThrow('syntax error at or near "SHOW"');
    expect(() => parseQuery('')).toThrow('syntax error at end of input');
    expect(() => parseExpression('1 2')).toThrow('syntax error at or near "2"');
  });

  test('option keys are folded unless they are quoted', () => {
    const [only] = parse(`CREATE STREAM s WITH (Rate = -1.5, Fields.Amount.Min = 2, 'a-B' = TRUE)`);
    if (only?.statement.kind !== 'createStream') throw new Error('a stream');
    expect(only.statement.options.map(({ key, value }) => [key, value])).toEqual([
      ['rate', -1.5],
      ['fields.amount.min', 2],
      ['a-B', true],
    ]);
  });
});

describe('limits', () => {
  test('long flat lists and chains are shallow', () => {
    const list = parseExpression(
      `a IN (${Array.from({ length: 10_000 }, (_, i) => i).join(', ')})`,
    );
    expect(list.kind === 'in' && list.list.length).toBe(10_000);
    expect(parseExpression(`a = 1${' AND a = 1'.repeat(5000)}`).kind).toBe('binary');
    expect(parseExpression(`a = 1${' OR a = 1'.repeat(5000)}`).kind).toBe('binary');
    expect(parseExpression(`1${' + 1'.repeat(450)}`).kind).toBe('binary');
    expect(parseExpression(`${'('.repeat(150)}1${')'.repeat(150)}`).kind).toBe('number');
  });

  test.each([
    ['parentheses', `SELECT ${'('.repeat(100_000)}1`],
    ['NOT', `SELECT ${'NOT '.repeat(1000)}a`],
    ['signs', `SELECT ${'- '.repeat(1000)}a`],
    ['casts', `SELECT a${'::int'.repeat(1000)}`],
    ['sums', `SELECT a${' + a'.repeat(1000)}`],
    ['CASE', `SELECT ${'CASE WHEN '.repeat(1000)}a`],
    ['calls', `SELECT ${'f(1, '.repeat(1000)}a`],
    ['subqueries', `SELECT * FROM ${'(SELECT * FROM '.repeat(1000)}a`],
    ['parenthesised joins', `SELECT * FROM ${'('.repeat(1000)}a`],
    ['joins', `SELECT * FROM a${' CROSS JOIN a'.repeat(1000)}`],
    ['common tables', 'WITH a AS ('.repeat(1000)],
  ])('%s are not nested without end', (_, sql) => {
    expect(errorOf(sql)).toMatchObject({ code: '54001', message: 'statement is too complex' });
  });
});

describe('syntax errors', () => {
  test.each([
    ['SELECT a FORM t', ['1:10+4 42601 syntax error at or near "FORM" (Did you mean "FROM"?)']],
    ['SELEC 1', ['1:1+5 42601 syntax error at or near "SELEC" (Did you mean "SELECT"?)']],
    [
      'SELECT a FROM t GROUP YB a',
      ['1:23+2 42601 syntax error at or near "YB" (Did you mean "BY"?)'],
    ],
    [
      'CREATE STREM s (a int)',
      ['1:8+5 42601 syntax error at or near "STREM" (Did you mean "STREAM"?)'],
    ],
    [
      'SELECT * FROM t EMIT CHANGE',
      ['1:22+6 42601 syntax error at or near "CHANGE" (Did you mean "CHANGES"?)'],
    ],
    [
      'SELECT * FROM t LIMTI 5',
      ['1:17+5 42601 syntax error at or near "LIMTI" (Did you mean "LIMIT"?)'],
    ],
    [
      'INSERT INTO t VALUE (1)',
      ['1:15+5 42601 syntax error at or near "VALUE" (Did you mean "VALUES"?)'],
    ],
    [
      'SELECT a FROM t WHERE',
      ['1:22+1 42601 syntax error at end of input (Expected an expression.)'],
    ],
    [
      'SELECT a FROM t WHERE;',
      ['1:22+1 42601 syntax error at or near ";" (Expected an expression.)'],
    ],
    ['SELECT a FROM t ORDER a', ['1:23+1 42601 syntax error at or near "a" (Expected BY.)']],
    ['SELECT count(* FROM t', ['1:16+4 42601 syntax error at or near "FROM" (Expected ")".)']],
    [
      'SELECT a b c FROM t',
      [
        '1:12+1 42601 syntax error at or near "c" (Expected FROM, WHERE, GROUP BY, HAVING, ORDER BY, ' +
          'LIMIT, EMIT, a comma, … or the end of the statement.)',
      ],
    ],
    ['SELECT cast(a AS) FROM t', ['1:17+1 42601 syntax error at or near ")" (Expected a type.)']],
    ['SELECT * FROM', ['1:14+1 42601 syntax error at end of input (Expected a relation.)']],
    [
      'SELECT * FROM a JOIN b WHERE a.x = b.x',
      [
        '1:24+5 42601 syntax error at or near "WHERE" (Expected ON, USING, WINDOW, "(" or an alias.)',
      ],
    ],
    [
      'SELECT ? FROM t',
      ['1:8+1 42601 syntax error at or near "?" (Parameters are written $1, $2 and so on.)'],
    ],
    ['SELECT * FROM t LIMIT 1 LIMIT 2', ['1:25+5 42601 multiple LIMIT clauses are not allowed']],
    [
      ')',
      [
        '1:1+1 42601 syntax error at or near ")" (Expected SELECT, WITH, INSERT, CREATE, DROP, SHOW, ' +
          'DESCRIBE, EXPLAIN and so on.)',
      ],
    ],
  ])('%s', (sql, errors) => {
    expect(errorsOf(sql)).toEqual(errors);
  });

  test('each broken statement of a text tells its own', () => {
    const sql = "SELECT 1 +;\nSELECT 2;\nCREATE STREM s (a int);\n  DROP TABEL x; SELECT 'abc";
    expect(errorsOf(sql)).toEqual([
      '1:11+1 42601 syntax error at or near ";" (Expected an expression.)',
      '3:8+5 42601 syntax error at or near "STREM" (Did you mean "STREAM"?)',
      '4:8+5 42601 syntax error at or near "TABEL" (Did you mean "TABLE"?)',
      `4:24+4 42601 unterminated quoted string at or near "'abc" (It ends at a single quote: '.)`,
    ]);
  });

  test('one statement can have several', () => {
    expect(
      errorsOf('SELECT a, FROM t WERE x = GROUP BY y ORDR BY z').map((each) => each.slice(0, 50)),
    ).toEqual([
      '1:11+4 42601 syntax error at or near "FROM" (There',
      '1:18+4 42601 syntax error at or near "WERE" (Did y',
      '1:27+5 42601 syntax error at or near "GROUP" (Expe',
      '1:38+4 42601 syntax error at or near "ORDR" (Did y',
    ]);
    expect(errorsOf('CREATE TABLE t (a int,, b text, c int d)')).toHaveLength(2);
  });

  test('a misspelt word brings no further errors', () => {
    expect(
      errorsOf('SELECT a, count(*) FORM t WHERE x > 1 AND y < 2 GROUP BY a EMIT CHANGES'),
    ).toHaveLength(1);
    expect(errorsOf('CREATE MATERIALISED VIEW v AS SELECT a, b FROM t WHERE c')).toHaveLength(1);
  });

  test('no more than twenty are told', () => {
    expect(errorsOf('SELECT , FROM t;'.repeat(100))).toHaveLength(20);
  });

  test('in a long statement the place is told', () => {
    const rows = Array.from({ length: 2000 }, (_, i) => `(${i}, 'x')`).join(', ');
    expect(errorsOf(`INSERT INTO t VALUES ${rows}, (1,`)).toHaveLength(1);
    expect(errorOf(`INSERT INTO t VALUES ${rows}, (1,`).message).toBe(
      'syntax error at end of input',
    );
  });

  test('lines and columns are those of the text', () => {
    expect(errorsOf('SELECT "😀",\r\n\t\'😀\' 😀 FROM t')[0]).toMatch(
      /^2:6\+1 42601 syntax error at or near "😀"/,
    );
  });

  test.each([
    ['CREATE STREAM s (id bigint PRIMARY KEY)', 'a stream has no primary key'],
    [
      'CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a))',
      'multiple primary keys are not allowed',
    ],
    [
      'CREATE STREAM s (t timestamp, WATERMARK FOR t AS t, WATERMARK FOR t AS t)',
      'multiple watermarks are not allowed',
    ],
    ['SELECT 1 FROM s WINDOW HOPPING (SIZE 1 MINUTE)', 'a hopping window needs ADVANCE BY'],
    [
      'SELECT 1 FROM s WINDOW TUMBLING (SIZE 1 MINUTE, ADVANCE BY 1 SECOND)',
      'a tumbling window has no ADVANCE BY',
    ],
    ["SELECT 1 FROM HOP(s, t, INTERVAL '1 second')", 'wrong number of arguments for hop'],
    ['SELECT trim()', 'trim needs a text'],
  ])('%s: %s', (sql, message) => {
    expect(errorOf(sql)).toMatchObject({ code: '42601', message });
  });
});
