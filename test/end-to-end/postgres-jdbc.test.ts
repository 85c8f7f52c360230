import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src/common/version.ts';
import { clients, clientTests, PostgresTestServer } from '../support/postgres-client.ts';

const { title, isMissing } = clientTests('JDBC', 'jdbc', 'java');

describe.skipIf(isMissing)(title, { timeout: 60_000 }, () => {
  const server = new PostgresTestServer();
  const directory = mkdtempSync(join(tmpdir(), 'millrace-jdbc-'));

  beforeAll(() => server.start());
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('statements, types in text and binary, batches, transactions and portals', async () => {
    const file = join(directory, 'Facts.java');
    writeFileSync(file, program);
    const url = `jdbc:postgresql://127.0.0.1:${server.port}/millrace?user=tester`;
    const options = ['-XX:TieredStopAtLevel=1', '-cp', clients.jdbc.path];
    const said = await server.run(clients.java.path, [...options, file, url]);
    expect(said.split('\n')).toEqual([
      "1 O'Neill 12.50 2026-02-03 04:05:06.5 true 0.1 7 2026-02-03",
      'same in binary: true',
      'batch: 2 rows',
      'portal: 10, 11, 12',
      'rolled back: 13',
      '42703 column "nam" does not exist',
      `PostgreSQL 15.0 (Millrace ${version})`,
      'columns: id int8, name text, price numeric 10 2',
      'live: 1 13',
      '',
    ]);
  });

  test('DatabaseMetaData tells what there is', async () => {
    const file = join(directory, 'Meta.java');
    writeFileSync(file, metaProgram);
    const url = `jdbc:postgresql://127.0.0.1:${server.port}/millrace?user=tester`;
    const options = ['-XX:TieredStopAtLevel=1', '-cp', clients.jdbc.path];
    const said = await server.run(clients.java.path, [...options, file, url]);
    expect(said.split('\n')).toEqual([
      'tables: readings/TABLE sensors/TABLE cheap/VIEW',
      'schemas: information_schema millrace pg_catalog public',
      "columns: id/int8/19/0/NO/null/1 name/varchar/20/0/YES/'x'::character varying/2 price/numeric/10/2/NO/null/3",
      'keys: id/1/sensors_pkey',
      'indexes: sensors_pkey/id/f/1',
      'imported:',
      'exported:',
      'best: id',
      'types: true true',
      'catalogs: millrace',
      'functions: gcd gcd gcd',
      'function columns: returnValue/float8',
      'privileges: DELETE INSERT REFERENCES SELECT TRIGGER TRUNCATE UPDATE',
      'described: int8 id/int8 name/varchar price/numeric r/text o/oid',
      '',
    ]);
  });
});

const program = `
import java.sql.*;
import java.math.BigDecimal;

class Facts {
  public static void main(String[] args) throws Exception {
    try (Connection db = DriverManager.getConnection(args[0])) {
      try (Statement make = db.createStatement()) {
        make.execute("CREATE STREAM facts (id BIGINT NOT NULL, name TEXT, price NUMERIC(10,2), at TIMESTAMP, ok BOOLEAN, ratio DOUBLE PRECISION, n INTEGER, day DATE)");
      }
      try (PreparedStatement insert = db.prepareStatement("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
        insert.setLong(1, 1);
        insert.setString(2, "O'Neill");
        insert.setBigDecimal(3, new BigDecimal("12.50"));
        insert.setTimestamp(4, Timestamp.valueOf("2026-02-03 04:05:06.5"));
        insert.setBoolean(5, true);
        insert.setDouble(6, 0.1);
        insert.setInt(7, 7);
        insert.setDate(8, Date.valueOf("2026-02-03"));
        insert.executeUpdate();
      }
      // From the fifth time on the driver prepares on the server and asks for binary results.
      String first = null, last = null;
      try (PreparedStatement select = db.prepareStatement("SELECT * FROM facts WHERE id = ?")) {
        for (int i = 0; i < 8; i++) {
          select.setLong(1, 1);
          ResultSet rows = select.executeQuery();
          rows.next();
          last = rows.getLong(1) + " " + rows.getString(2) + " " + rows.getBigDecimal(3) + " " + rows.getTimestamp(4)
            + " " + rows.getBoolean(5) + " " + rows.getDouble(6) + " " + rows.getInt(7) + " " + rows.getDate(8);
          if (first == null) first = last;
        }
      }
      System.out.println(first);
      System.out.println("same in binary: " + first.equals(last));
      try (PreparedStatement insert = db.prepareStatement("INSERT INTO facts (id, n) VALUES (?, ?)")) {
        for (int i = 10; i < 12; i++) {
          insert.setLong(1, i);
          insert.setInt(2, i);
          insert.addBatch();
        }
        System.out.println("batch: " + insert.executeBatch().length + " rows");
        for (int i = 12; i < 22; i++) {
          insert.setLong(1, i);
          insert.setNull(2, Types.INTEGER);
          insert.executeUpdate();
        }
      }
      db.setAutoCommit(false);
      try (Statement portal = db.createStatement()) {
        portal.setFetchSize(2);
        ResultSet rows = portal.executeQuery("SELECT id FROM facts WHERE id BETWEEN 10 AND 12 ORDER BY id");
        StringBuilder ids = new StringBuilder();
        while (rows.next()) ids.append(ids.length() == 0 ? "" : ", ").append(rows.getLong(1));
        System.out.println("portal: " + ids);
      }
      try (Statement insert = db.createStatement()) {
        insert.executeUpdate("INSERT INTO facts (id) VALUES (99)");
        db.rollback();
        ResultSet count = insert.executeQuery("SELECT count(*) FROM facts");
        count.next();
        System.out.println("rolled back: " + count.getLong(1));
        insert.executeQuery("SELECT nam FROM facts");
      } catch (SQLException error) {
        System.out.println(error.getSQLState() + " " + error.getMessage().split("\\n")[0].replace("ERROR: ", ""));
      }
      db.rollback();
      DatabaseMetaData about = db.getMetaData();
      System.out.println(about.getDatabaseProductName() + " " + about.getDatabaseProductVersion());
      try (PreparedStatement select = db.prepareStatement("SELECT id, name, price FROM facts")) {
        ResultSetMetaData columns = select.getMetaData();
        System.out.println("columns: id " + columns.getColumnTypeName(1) + ", name " + columns.getColumnTypeName(2)
          + ", price " + columns.getColumnTypeName(3) + " " + columns.getPrecision(3) + " " + columns.getScale(3));
      }
      try (Statement live = db.createStatement()) {
        live.setFetchSize(1);
        ResultSet rows = live.executeQuery("SELECT count(*) AS n FROM facts EMIT CHANGES");
        rows.next();
        System.out.println("live: " + rows.getInt("_weight") + " " + rows.getLong("n"));
      }
      db.rollback();
    }
  }
}
`;

const metaProgram = `
import java.sql.*;

class Meta {
  static void rows(String what, ResultSet rows, String... columns) throws SQLException {
    StringBuilder text = new StringBuilder(what + ":");
    while (rows.next()) {
      text.append(" ");
      for (int i = 0; i < columns.length; i++) text.append(i == 0 ? "" : "/").append(rows.getString(columns[i]));
    }
    System.out.println(text);
  }

  public static void main(String[] args) throws Exception {
    try (Connection db = DriverManager.getConnection(args[0])) {
      // The other test made a stream of its own.
      try (Statement make = db.createStatement()) {
        make.execute("DROP STREAM IF EXISTS facts");
        make.execute("CREATE TABLE sensors (id BIGINT PRIMARY KEY, name VARCHAR(20) DEFAULT 'x', price NUMERIC(10,2) NOT NULL)");
        make.execute("CREATE VIEW cheap AS SELECT id FROM sensors WHERE price < 2");
        make.execute("CREATE STREAM readings (sensor BIGINT, at TIMESTAMP)");
      }
      DatabaseMetaData about = db.getMetaData();
      rows("tables", about.getTables(null, "public", "%", new String[] { "TABLE", "VIEW" }), "TABLE_NAME", "TABLE_TYPE");
      rows("schemas", about.getSchemas(), "TABLE_SCHEM");
      rows("columns", about.getColumns(null, "public", "sensors", "%"), "COLUMN_NAME", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "IS_NULLABLE", "COLUMN_DEF", "ORDINAL_POSITION");
      rows("keys", about.getPrimaryKeys(null, "public", "sensors"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME");
      rows("indexes", about.getIndexInfo(null, "public", "sensors", false, false), "INDEX_NAME", "COLUMN_NAME", "NON_UNIQUE", "ORDINAL_POSITION");
      rows("imported", about.getImportedKeys(null, "public", "sensors"), "FKCOLUMN_NAME");
      rows("exported", about.getExportedKeys(null, "public", "sensors"), "FKCOLUMN_NAME");
      rows("best", about.getBestRowIdentifier(null, "public", "sensors", DatabaseMetaData.bestRowSession, true), "COLUMN_NAME");
      ResultSet types = about.getTypeInfo();
      int count = 0; boolean hasText = false;
      while (types.next()) { count++; hasText |= types.getString("TYPE_NAME").equals("text"); }
      System.out.println("types: " + (count > 20) + " " + hasText);
      rows("catalogs", about.getCatalogs(), "TABLE_CAT");
      rows("functions", about.getFunctions(null, "pg_catalog", "gcd"), "FUNCTION_NAME");
      rows("function columns", about.getFunctionColumns(null, "pg_catalog", "pi", null), "COLUMN_NAME", "TYPE_NAME");
      rows("privileges", about.getTablePrivileges(null, "public", "sensors"), "PRIVILEGE");
      try (PreparedStatement select = db.prepareStatement("SELECT id, name, price, 'sensors'::regclass AS r, 1::oid AS o FROM sensors WHERE id = ?")) {
        ParameterMetaData parameters = select.getParameterMetaData();
        ResultSetMetaData columns = select.getMetaData();
        StringBuilder text = new StringBuilder("described: " + parameters.getParameterTypeName(1));
        for (int i = 1; i <= columns.getColumnCount(); i++)
          text.append(" ").append(columns.getColumnName(i)).append("/").append(columns.getColumnTypeName(i));
        System.out.println(text);
      }
    }
  }
}
`;
