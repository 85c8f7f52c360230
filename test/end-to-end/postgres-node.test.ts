import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/millrace-command.ts';
import { PostgresTestServer } from '../support/postgres-client.ts';

const server = new PostgresTestServer();
const open: pg.Client[] = [];

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    database: 'millrace',
    user: 'tester',
  });
  client.on('error', () => undefined);
  await client.connect();
  open.push(client);
  return client;
}

beforeAll(async () => {
  await server.start();
  const client = await connect();
  await client.query(`CREATE STREAM facts (id BIGINT NOT NULL, name TEXT, price NUMERIC(10,2), ok BOOLEAN,
    day DATE, at TIMESTAMP, ratio DOUBLE PRECISION, small SMALLINT)`);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.end()));
});

afterAll(() => server.stop());

describe('node-postgres', () => {
  test('parameters of every type go in and come out', async () => {
    const client = await connect();
    const insert = 'INSERT INTO facts VALUES ($1, $2, $3, $4, $5, $6, $7, $8)';
    const values = [
      '9007199254740993',
      "O'Neill ü",
      '12.50',
      true,
      '2026-02-03',
      '2026-02-03 04:05:06.5',
      0.1,
      -7,
    ];
    expect((await client.query(insert, values)).rowCount).toBe(1);
    await client.query(insert, [2, null, null, null, null, null, null, null]);
    const { rows, fields } = await client.query(
      'SELECT id, name, price, ok, day::text AS day, at::text AS at, ratio, small FROM facts WHERE id > $1 ORDER BY id',
      [1],
    );
    expect(rows).toEqual([
      { id: '2', name: null, price: null, ok: null, day: null, at: null, ratio: null, small: null },
      {
        id: '9007199254740993',
        name: "O'Neill ü",
        price: '12.50',
        ok: true,
        day: '2026-02-03',
        at: '2026-02-03 04:05:06.5',
        ratio: 0.1,
        small: -7,
      },
    ]);
    expect(fields.map(({ name, dataTypeID }) => [name, dataTypeID]).slice(0, 4)).toEqual([
      ['id', 20],
      ['name', 25],
      ['price', 1700],
      ['ok', 16],
    ]);
  });

  test('binary results are those in text', async () => {
    const client = await connect();
    const text =
      'SELECT 1::smallint AS a, -2 AS b, 3::bigint AS c, 0.25::double precision AS d, true AS e';
    const binary = await client.query({ text, binary: true } as pg.QueryConfig);
    expect(binary.rows).toEqual([{ a: 1, b: -2, c: '3', d: 0.25, e: true }]);
  });

  test('a session has a time zone of its own', async () => {
    const client = await connect();
    await client.query("SET timezone = 'Asia/Tokyo'");
    const { rows: texts } = await client.query({
      text: "SELECT $1::timestamptz AS at, '2026-01-01 00:00'::timestamptz::text AS text",
      values: ['2026-01-01 09:00'],
      types: { getTypeParser: () => (value: unknown) => value },
    });
    expect(texts).toEqual([{ at: '2026-01-01 09:00:00+09', text: '2026-01-01 00:00:00+09' }]);
    const { rows } = await client.query('SELECT $1::timestamptz AS at', ['2026-01-01 09:00']);
    expect(rows).toEqual([{ at: new Date('2026-01-01T00:00:00Z') }]);
  });

  test('named statements are prepared once', async () => {
    const client = await connect();
    for (const n of [1, 2, 3]) {
      const { rows } = await client.query({
        name: 'double',
        text: 'SELECT $1::integer * 2 AS n',
        values: [n],
      });
      expect(rows).toEqual([{ n: n * 2 }]);
    }
  });

  test('an error has all its fields, and the connection goes on', async () => {
    const client = await connect();
    const failed = client.query('SELECT nam FROM facts WHERE id = $1', [1]);
    await expect(failed).rejects.toMatchObject({
      code: '42703',
      severity: 'ERROR',
      position: '8',
      message: 'column "nam" does not exist',
      hint: 'Did you mean "name"?',
    });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await expect(client.query('SELECT $1::integer', ['x'])).rejects.toMatchObject({
      code: '22P02',
    });
  });

  test('transactions', async () => {
    const client = await connect();
    await client.query('CREATE STREAM moves (n INTEGER)');
    await client.query('BEGIN');
    await client.query('INSERT INTO moves VALUES ($1)', [1]);
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await client.query('INSERT INTO moves VALUES ($1)', [2]);
    await client.query('INSERT INTO moves VALUES ($1)', [3]);
    expect((await client.query('COMMIT')).command).toBe('COMMIT');
    expect((await client.query('SELECT sum(n)::integer AS n FROM moves')).rows).toEqual([{ n: 5 }]);
  });

  test('a continuous query is a portal that never ends, until it is cancelled', async () => {
    const [reader, writer] = await Promise.all([connect(), connect()]);
    await writer.query('CREATE STREAM ticks (n INTEGER)');
    const rows: unknown[] = [];
    const query = new pg.Query('SELECT sum(n)::integer AS total FROM ticks EMIT CHANGES', []);
    query.on('row', (row) => rows.push(row));
    const ended = new Promise((resolve) => query.on('error', resolve));
    reader.query(query);
    await eventually(() => rows.length > 0);
    await writer.query('INSERT INTO ticks VALUES (4)');
    await eventually(() => rows.some((row) => (row as { total: unknown }).total === 4));
    expect(rows.at(-1)).toMatchObject({ _weight: 1, total: 4 });
    const { processID, secretKey } = reader as unknown as { processID: number; secretKey: number };
    expect(processID).toBeGreaterThan(0);
    await cancel(processID, secretKey);
    expect(await ended).toMatchObject({ code: '57014' });
    expect((await reader.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

/** Asks the server to cancel what a connection runs, as libpq does. */
async function cancel(process: number, secret: number): Promise<void> {
  const { connect: connectSocket } = await import('node:net');
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80_877_102, 4);
  message.writeInt32BE(process, 8);
  message.writeInt32BE(secret, 12);
  await new Promise<void>((resolve) => {
    const socket = connectSocket(server.port, '127.0.0.1', () => socket.write(message));
    socket.resume().on('close', () => resolve());
  });
}
