import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientTests, PostgresTestServer } from '../support/postgres-client.ts';

const { title, isMissing } = clientTests('psycopg', 'psycopg');

/** Debian's Python, which knows Debian's packages. */
const python = '/usr/bin/python3';

describe.skipIf(isMissing)(title, () => {
  const server = new PostgresTestServer();

  beforeAll(() => server.start());
  afterAll(() => server.stop());

  test('statements, types, transactions, COPY and cursors', async () => {
    const said = await server.run(python, ['-', server.url], script);
    expect(said.split('\n')).toEqual([
      "[(1, \"O'Neill ü\", Decimal('12.50'), datetime.datetime(2026, 2, 3, 4, 5, 6, 500000), True, 0.1), (2, None, None, None, None, None)]",
      'server 150000 UTF8',
      'rolled back: 2',
      '42703 column "nam" does not exist',
      'copied: 4',
      "3|a 'b', c||||",
      'cursor: [(1,), (2,)] [(3,)]',
      "live: [(1, 'total', 4)]",
      '',
    ]);
  });
});

const script = `
import io, sys, psycopg2
from decimal import Decimal
from datetime import datetime
db = psycopg2.connect(sys.argv[1], user='tester')
cur = db.cursor()
cur.execute('CREATE STREAM facts (id BIGINT NOT NULL, name TEXT, price NUMERIC(10,2), at TIMESTAMP, ok BOOLEAN, ratio DOUBLE PRECISION)')
db.commit()
cur.execute('INSERT INTO facts VALUES (%s, %s, %s, %s, %s, %s)',
  (1, "O'Neill ü", Decimal('12.50'), datetime(2026, 2, 3, 4, 5, 6, 500000), True, 0.1))
cur.executemany('INSERT INTO facts (id) VALUES (%s)', [(2,)])
db.commit()
cur.execute('SELECT * FROM facts ORDER BY id')
print(cur.fetchall())
print('server', db.server_version, db.encoding)
cur.execute('INSERT INTO facts (id) VALUES (9)')
db.rollback()
cur.execute('SELECT count(*) FROM facts')
print('rolled back:', cur.fetchone()[0])
try:
  cur.execute('SELECT nam FROM facts')
except psycopg2.Error as error:
  print(error.pgcode, error.diag.message_primary)
db.rollback()
db.autocommit = True
cur.copy_expert('COPY facts (id, name) FROM STDIN WITH CSV', io.StringIO('3,"a \\'b\\', c"\\n4,\\n'))
cur.execute('SELECT count(*) FROM facts')
print('copied:', cur.fetchone()[0])
out = io.StringIO()
cur.copy_expert("COPY (SELECT * FROM facts WHERE id = 3) TO STDOUT WITH (DELIMITER '|', NULL '')", out)
print(out.getvalue(), end='')
db.autocommit = False
named = db.cursor('some')
named.itersize = 2
named.execute('SELECT id FROM facts WHERE id < 4 ORDER BY id')
print('cursor:', named.fetchmany(2), named.fetchmany(2))
named.close()
db.commit()
live = db.cursor('live')
live.execute("SELECT 'total' AS what, count(*) AS n FROM facts EMIT CHANGES")
print('live:', [row[1:] for row in live.fetchmany(1)])
live.close()
db.close()
`;
