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
