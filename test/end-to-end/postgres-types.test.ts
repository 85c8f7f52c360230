import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clients, clientTests, PostgresTestServer } from '../support/postgres-client.ts';

const psycopg = clientTests('types of psycopg', 'psycopg');
const jdbc = clientTests('types of JDBC', 'jdbc', 'java');

const server = new PostgresTestServer();

beforeAll(() => server.start());
afterAll(() => server.stop());

const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';

/** Columns with what goes in by node-postgres, what comes out, and the OID and modifier of the type. */
const columns: readonly (readonly [
  name: string,
  type: string,
  given: unknown,
  said: unknown,
  oid: number,
  modifier: number,
])[] = [
  ['id', 'INTEGER PRIMARY KEY', 1, 1, 23, -1],
  ['b', 'BOOLEAN', true, true, 16, -1],
  ['s', 'SMALLINT', -7, -7, 21, -1],
  ['l', 'BIGINT', '9007199254740993', '9007199254740993', 20, -1],
  ['r', 'REAL', 1.5, 1.5, 700, -1],
  ['d', 'DOUBLE PRECISION', 0.1, 0.1, 701, -1],
  ['n', 'NUMERIC(10,2)', '12.50', '12.50', 1700, 655_366],
  ['w', 'NUMERIC', '1e-3', '0.001', 1700, -1],
  ['t', 'TEXT', "O'Neill ü", "O'Neill ü", 25, -1],
  ['v', 'VARCHAR(5)', 'abc', 'abc', 1043, 9],
  ['c', 'CHAR(4)', 'ab', 'ab  ', 1042, 8],
  ['ti', 'TIME(1)', '04:05:06.54', '04:05:06.5', 1083, 1],
  ['tz', 'TIMESTAMPTZ', new Date(1_770_091_506_500), new Date(1_770_091_506_500), 1184, -1],
  ['u', 'UUID', uuid, uuid, 2950, -1],
  ['by', 'BYTEA', Buffer.from([0, 255, 92]), Buffer.from([0, 255, 92]), 17, -1],
  ['j', 'JSON', '{"a": 1}', { a: 1 }, 114, -1],
  ['jb', 'JSONB', { b: [1, null] }, { b: [1, null] }, 3802, -1],
  ['ai', 'INTEGER[]', [1, null, -2], [1, null, -2], 1007, -1],
  ['at', 'TEXT[]', ['a b', '', null, '"q"', 'NULL'], ['a b', '', null, '"q"', 'NULL'], 1009, -1],
  ['an', 'NUMERIC(4,1)[]', ['1.5', '2'], [1.5, 2], 1231, 262_149],
  ['ab', 'BOOLEAN[]', [true, false], [true, false], 1000, -1],
  ['au', 'UUID[]', [uuid], [uuid], 2951, -1],
  [
    'ad',
    'DOUBLE PRECISION[]',
    [
      [1.5, 2],
      [3, 4],
    ],
    [
      [1.5, 2],
      [3, 4],
    ],
    1022,
    -1,
  ],
  ['av', 'VARCHAR(2)[]', ['ab'], ['ab'], 1015, 6],
];

describe('types of node-postgres', () => {
  test('values of every type go in as parameters and come out', async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user: 'tester',
      database: 'millrace',
    });
    await client.connect();
    try {
      const definitions = columns.map(([name, type]) => `${name} ${type}`);
      await client.query(`CREATE TABLE of_node (${definitions.join(', ')})`);
      const places = columns.map((_, i) => `$${i + 1}`).join(', ');
      const given = columns.map((column) => column[2]);
      const inserted = await client.query(`INSERT INTO of_node VALUES (${places})`, given);
      expect(inserted.rowCount).toBe(1);
      const text = 'SELECT * FROM of_node WHERE ai = $1 AND u = ANY ($2) AND jb @> $3';
      const { rows, fields } = await client.query(text, [[1, null, -2], [uuid], { b: [1] }]);
      expect(rows).toEqual([Object.fromEntries(columns.map(([name, , , said]) => [name, said]))]);
      expect(fields.map((each) => [each.name, each.dataTypeID, each.dataTypeModifier])).toEqual(
        columns.map(([name, , , , oid, modifier]) => [name, oid, modifier]),
      );
      await expect(
        client.query('INSERT INTO of_node (id, v) VALUES (2, $1)', ['too long']),
      ).rejects.toMatchObject({ code: '22001' });
    } finally {
      await client.end();
    }
  });
});

describe.skipIf(psycopg.isMissing)(psycopg.title, () => {
  test('values of every type go in and come out', async () => {
    const said = await server.run('/usr/bin/python3', ['-', server.url], script);
    expect(said.split('\n')).toEqual([
      'id 23 4 1',
      "w 1700 -1 Decimal('12.50')",
      "v 1043 5 'abc'",
      "c 1042 4 'ab  '",
      'da 1082 4 datetime.date(2026, 2, 3)',
      'ti 1083 8 datetime.time(4, 5, 6, 500000)',
      'ts 1114 8 datetime.datetime(2026, 2, 3, 4, 5, 6, 123000)',
      'tz 1184 8 datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)',
      'iv 1186 16 datetime.timedelta(days=1, seconds=7200)',
      `u 2950 16 UUID('${uuid}')`,
      'by 17 -1 b"\\x00\\xff\\\\\'"',
      "jb 3802 -1 {'b': [1, None]}",
      'ai 1007 -1 [1, None, -2]',
      `at 1009 -1 ['a b', '', None, '"q"', "it's"]`,
      "an 1231 -1 [Decimal('1.50'), Decimal('2')]",
      'ad 1182 -1 [datetime.date(2026, 2, 3)]',
      `au 2951 -1 [UUID('${uuid}')]`,
      '',
    ]);
  });
});

const script = `
import sys, uuid, psycopg2, psycopg2.extras
from decimal import Decimal
from datetime import date, datetime, time, timedelta, timezone
psycopg2.extras.register_uuid()
db = psycopg2.connect(sys.argv[1], user='tester')
cur = db.cursor()
cur.execute('''CREATE TABLE of_python (id INTEGER PRIMARY KEY, w NUMERIC, v VARCHAR(5), c CHAR(4), da DATE, ti TIME, ts TIMESTAMP(3),
  tz TIMESTAMPTZ, iv INTERVAL, u UUID, by BYTEA, jb JSONB, ai INTEGER[], at TEXT[], an NUMERIC[], ad DATE[], au UUID[])''')
db.commit()
values = (1, Decimal('12.50'), 'abc', 'ab', date(2026, 2, 3), time(4, 5, 6, 500000), datetime(2026, 2, 3, 4, 5, 6, 123456),
  datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone.utc), timedelta(days=1, seconds=7200), uuid.UUID('${uuid}'),
  psycopg2.Binary(bytes([0, 255, 92, 39])), psycopg2.extras.Json({'b': [1, None]}), [1, None, -2], ['a b', '', None, '"q"', "it's"],
  [Decimal('1.50'), Decimal('2')], [date(2026, 2, 3)], [uuid.UUID('${uuid}')])
cur.execute('INSERT INTO of_python VALUES (' + ', '.join(['%s'] * len(values)) + ')', values)
db.commit()
cur.execute('SELECT * FROM of_python WHERE ai = %s AND by = %s', (values[12], values[10]))
row = cur.fetchone()
for column, value in zip(cur.description, row):
  print(column.name, column.type_code, column.internal_size, repr(bytes(value) if isinstance(value, memoryview) else value))
db.close()
`;

describe.skipIf(jdbc.isMissing)(jdbc.title, { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-jdbc-types-'));

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('values of every type go in and come out, in text and in binary', async () => {
    const file = join(directory, 'Kinds.java');
    writeFileSync(file, program);
    const url = `jdbc:postgresql://127.0.0.1:${server.port}/millrace?user=tester`;
    const options = ['-XX:TieredStopAtLevel=1', '-cp', clients.jdbc.path];
    const said = await server.run(clients.java.path, [...options, file, url]);
    expect(said.split('\n')).toEqual([
      's int2 5 -7',
      'r float4 8 1.5',
      'w numeric 0 12.50',
      'v varchar 5 abc',
      'c bpchar 4 ab  ',
      'ti time 15 04:05:06',
      'ts timestamp 26 2026-02-03 04:05:06.123',
      `u uuid 2147483647 ${uuid}`,
      'by bytea 2147483647 [0, -1, 92]',
      'jb jsonb 2147483647 {"b": [1, null]}',
      'ai _int4 10 [1, null, -2]',
      'at _text 2147483647 [a b, , null, "q"]',
      'al _int8 19 [9007199254740993]',
      'ad _float8 17 [[1.5, 2.0], [3.0, 4.0]]',
      'an _numeric 0 [1.50]',
      `au _uuid 2147483647 [${uuid}]`,
      'same in binary: true',
      '',
    ]);
  });
});

const program = `
import java.sql.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;

class Kinds {
  static String shown(Object value) throws Exception {
    if (value instanceof byte[]) return Arrays.toString((byte[]) value);
    if (value instanceof java.sql.Array) return Arrays.deepToString((Object[]) ((java.sql.Array) value).getArray());
    return String.valueOf(value);
  }
  public static void main(String[] args) throws Exception {
    try (Connection db = DriverManager.getConnection(args[0])) {
      try (Statement make = db.createStatement()) {
        make.execute("CREATE TABLE of_java (id INTEGER PRIMARY KEY, s SMALLINT, r REAL, w NUMERIC, v VARCHAR(5), c CHAR(4), ti TIME, ts TIMESTAMP(3), u UUID, by BYTEA, jb JSONB, ai INTEGER[], at TEXT[], al BIGINT[], ad DOUBLE PRECISION[], an NUMERIC[], au UUID[])");
      }
      UUID uuid = UUID.fromString("${uuid}");
      try (PreparedStatement insert = db.prepareStatement("INSERT INTO of_java VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)")) {
        for (int id = 1; id <= 7; id++) {
          insert.setInt(1, id);
          insert.setShort(2, (short) -7);
          insert.setFloat(3, 1.5f);
          insert.setBigDecimal(4, new BigDecimal("12.50"));
          insert.setString(5, "abc");
          insert.setString(6, "ab");
          insert.setObject(7, LocalTime.of(4, 5, 6));
          insert.setObject(8, LocalDateTime.of(2026, 2, 3, 4, 5, 6, 123456000));
          insert.setObject(9, uuid);
          insert.setBytes(10, new byte[] { 0, -1, 92 });
          insert.setString(11, "{\\"b\\": [1, null]}");
          insert.setArray(12, db.createArrayOf("int4", new Integer[] { 1, null, -2 }));
          insert.setArray(13, db.createArrayOf("text", new String[] { "a b", "", null, "\\"q\\"" }));
          insert.setArray(14, db.createArrayOf("int8", new Long[] { 9007199254740993L }));
          insert.setArray(15, db.createArrayOf("float8", new Double[][] { { 1.5, 2.0 }, { 3.0, 4.0 } }));
          insert.setArray(16, db.createArrayOf("numeric", new BigDecimal[] { new BigDecimal("1.50") }));
          insert.setArray(17, db.createArrayOf("uuid", new UUID[] { uuid }));
          insert.executeUpdate();
        }
      }
      // From the fifth time on the driver prepares on the server and asks for binary results.
      List<String> first = new ArrayList<>(), last = new ArrayList<>();
      try (PreparedStatement select = db.prepareStatement("SELECT * FROM of_java WHERE id = ? AND ai = ?")) {
        for (int id = 1; id <= 7; id++) {
          select.setInt(1, id);
          select.setArray(2, db.createArrayOf("int4", new Integer[] { 1, null, -2 }));
          ResultSet rows = select.executeQuery();
          rows.next();
          ResultSetMetaData about = rows.getMetaData();
          last = new ArrayList<>();
          for (int i = 2; i <= about.getColumnCount(); i++) {
            last.add(about.getColumnName(i) + " " + about.getColumnTypeName(i) + " " + about.getPrecision(i) + " " + shown(rows.getObject(i)));
          }
          if (id == 1) first = last;
        }
      }
      for (String line : first) System.out.println(line);
      System.out.println("same in binary: " + first.equals(last));
    }
  }
}
`;
