import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/millrace-command.ts';
import { clients, clientTests, PostgresTestServer } from '../support/postgres-client.ts';

const { title, isMissing } = clientTests('psql', 'psql');

describe.skipIf(isMissing)(title, () => {
  const server = new PostgresTestServer();

  beforeAll(async () => {
    await server.start();
    const made = await server.psql(`
      CREATE STREAM readings (sensor TEXT NOT NULL, celsius DOUBLE PRECISION, at TIMESTAMP NOT NULL,
        WATERMARK FOR at AS at - INTERVAL '5 seconds');
      CREATE TABLE sensors (id BIGINT PRIMARY KEY, name TEXT);
      CREATE VIEW hot AS SELECT * FROM readings WHERE celsius > 20;
      CREATE MATERIALIZED VIEW warmest AS
        SELECT sensor, max(celsius) AS celsius FROM readings GROUP BY sensor;
      INSERT INTO readings VALUES ('a', 20.5, '2026-01-01 00:00:00'), ('b', NULL, '2026-01-01 00:00:01');
    `);
    expect(made).not.toContain('ERROR');
  });

  afterAll(() => server.stop());

  test('connects, asks and is answered', async () => {
    const said = await server.psql(`\\conninfo
      SELECT * FROM readings ORDER BY sensor;
      SELECT current_database(), current_schema(), pg_backend_pid() > 0 AS pid, version() LIKE 'PostgreSQL 15%' AS v;
      SHOW client_encoding;
      SHOW TRANSACTION ISOLATION LEVEL;
      SHOW STREAMS`);
    expect(said).toContain(`host "127.0.0.1" at port "${server.port}"`);
    expect(said).toContain(
      [
        ' sensor | celsius |         at          ',
        '--------+---------+---------------------',
        ' a      |    20.5 | 2026-01-01 00:00:00',
        ' b      |         | 2026-01-01 00:00:01',
        '(2 rows)',
      ].join('\n'),
    );
    expect(said).toMatch(/ millrace +\| public +\| t +\| t/);
    expect(said).toContain('UTF8');
    expect(said).toContain('read committed');
    expect(said).toMatch(/readings \|\s+\|\s+\|\s+2/);
  });

  test('shows where an error is, with its code and what to do', async () => {
    const said = await server.psql(`\\set VERBOSITY verbose
SELECT 'ü',
  sensr FROM readings;
SELECT 1; SELEC 2;`);
    expect(said).toContain(
      [
        'ERROR:  42703: column "sensr" does not exist',
        'LINE 2:   sensr FROM readings;',
        '          ^',
        'HINT:  Did you mean "sensor"?',
      ].join('\n'),
    );
    expect(said).toContain(
      'ERROR:  42601: syntax error at or near "SELEC"\nLINE 1: SELEC 2;\n        ^',
    );
  });

  test('one message of several statements: none runs when one is no SQL, else those before the first error', async () => {
    const syntax = await server.psql('', '-c', `"SELECT 'first'; SELEC 2"`);
    expect(syntax).not.toContain('(1 row)');
    expect(syntax).toContain(`LINE 1: SELECT 'first'; SELEC 2\n                        ^`);
    const failing = await server.psql(
      '',
      '-c',
      `"SELECT 'first' AS f; SELECT 1/0; SELECT 'third'"`,
    );
    expect(failing).toContain('ERROR:  division by zero');
    expect(failing).not.toContain('third');
  });

  test('describes what there is', async () => {
    const said = await server.psql(
      '\\d\n\\dt sens*\n\\dv\n\\dm\n\\d sensors\n\\d nothing\n\\l\n\\dn',
    );
    expect(said).toContain(' public | readings | table             | millrace');
    expect(said).toContain(' public | warmest  | materialized view | millrace');
    expect(said).toContain(' public | sensors | table | millrace\n(1 row)');
    expect(said).toContain(' public | hot  | view | millrace\n(1 row)');
    expect(said).toContain(
      [
        '              Table "public.sensors"',
        ' Column |  Type  | Collation | Nullable | Default ',
        '--------+--------+-----------+----------+---------',
        ' id     | bigint |           | not null | ',
        ' name   | text   |           |          | ',
        'Indexes:',
        '    "sensors_pkey" PRIMARY KEY, hash (id)',
      ].join('\n'),
    );
    expect(said).toContain('Did not find any relation named "nothing".');
    expect(said).toMatch(/ millrace \| millrace \| UTF8/);
    const functions = await server.psql('\\df ab*\n\\d+ hot');
    expect(functions).toMatch(
      / pg_catalog \| abs +\| double precision +\| double precision +\| func/,
    );
    expect(functions).toContain('View definition:\n SELECT * FROM readings WHERE celsius > 20;');
  });

  test('every list of psql is answered', async () => {
    const asked =
      'd d+ dti dtvm dAc dAf dAo dAp dPi dg du dy dX dc dD dFp dFd dFt z dt+ dv+ dm+ di+ ds dS df+ dfa da do+ dT dT+ dn+ l+ dx db+ dC dO dE dF dc dd dL des deu dew det dP dRp dRs dA+ drds ddp dconfig';
    const commands = asked.split(' ').map((name) => `\\${name}`);
    const said = await server.psql(commands.join('\n'));
    expect(said).not.toContain('ERROR');
    expect(said).toMatch(/ public \| readings +\| table +\| millrace +\| permanent +\| stream /);
    expect(said).toMatch(/ public \| sensors_pkey \| index \| millrace \| sensors /);
    expect(said).toMatch(/ pg_catalog \| pg_class +\| table /);
    expect(said).toMatch(/ millrace +\| millrace \| +\| what runs in this server/);
  });

  test('views are shown as they are made, and names of objects as names', async () => {
    const said = await server.psql(
      "\\sv hot\n\\dT bigint\n\\dfS+ gcd\n\\doS &&\nSELECT 'sensors'::regclass;\nSELECT oid, relname FROM pg_class \\gdesc",
    );
    expect(said).toContain(
      'CREATE OR REPLACE VIEW public.hot AS\n SELECT * FROM readings WHERE celsius > 20',
    );
    expect(said).toMatch(/ pg_catalog \| bigint \| /);
    expect(said).toMatch(/ gcd +\| numeric +\| numeric, numeric +\| func /);
    expect(said).toMatch(/ && +\| anyarray +\| anyarray +\| boolean /);
    expect(said).toContain(' regclass \n----------\n sensors\n');
    expect(said).toContain(' oid     | oid\n relname | text\n');
  });

  test('what completes words when Tab is pressed is answered', async () => {
    const said = await server.psql(`\\t
      SELECT DISTINCT c.relname, NULL::pg_catalog.text FROM pg_catalog.pg_class c
      WHERE c.relkind IN ('r', 'S', 'v', 'm', 'f', 'p') AND (c.relname) LIKE 'sen%' AND pg_catalog.pg_table_is_visible(c.oid)
      UNION ALL
      SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n
      WHERE n.nspname LIKE 'sen%' AND n.nspname NOT LIKE E'pg\\\\_%' LIMIT 1000;
      SELECT DISTINCT a.attname, NULL::pg_catalog.text FROM pg_catalog.pg_attribute a, pg_catalog.pg_class c
      WHERE c.oid = a.attrelid AND a.attnum > 0 AND NOT a.attisdropped AND (a.attname) LIKE 'na%'
        AND c.relname = 'sensors' AND pg_catalog.pg_table_is_visible(c.oid) LIMIT 1000;
      SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings
      WHERE (pg_catalog.lower(name)) LIKE pg_catalog.lower('timez%') LIMIT 1000;
      SELECT pg_catalog.format_type(t.oid, NULL) FROM pg_catalog.pg_type t
      WHERE (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid))
        AND t.typname !~ '^_' AND pg_catalog.format_type(t.oid, NULL) LIKE 'big%' LIMIT 1000;`);
    expect(said).not.toContain('ERROR');
    for (const found of ['sensors', 'name', 'timezone', 'bigint']) {
      expect(said).toMatch(new RegExp(`^ ${found}\\b`, 'm'));
    }
  });

  test('tables that tools read are there as any other', async () => {
    const said = await server.psql(`
      SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1;
      SELECT name, status FROM millrace.queries WHERE kind = 'materialized view';
      SELECT relname FROM pg_class WHERE oid = 'sensors'::regclass;
      SELECT typname FROM pg_type WHERE oid = 20;`);
    expect(said).toMatch(
      / readings +\| STREAM\n sensors +\| BASE TABLE\n warmest +\| MATERIALIZED VIEW/,
    );
    expect(said).toMatch(/ warmest \| running/);
    expect(said).toMatch(/ sensors\n\(1 row\)/);
    expect(said).toMatch(/ int8\n\(1 row\)/);
  });

  test('\\timing and \\gdesc', async () => {
    const said = await server.psql(
      '\\timing on\nSELECT sensor, 1.5::numeric(4,1) AS x FROM readings \\gdesc',
    );
    expect(said).toContain(' sensor | text\n x      | numeric(4,1)');
    expect(said).toMatch(/Time: \d+/);
  });

  test('prepared statements', async () => {
    const said =
      await server.psql(`PREPARE by_name (text) AS SELECT celsius FROM readings WHERE sensor = $1;
      EXECUTE by_name('a'); DEALLOCATE by_name; EXECUTE by_name('a');`);
    expect(said).toContain(' 20.5\n(1 row)');
    expect(said).toContain('ERROR:  prepared statement "by_name" does not exist');
  });

  test('a transaction keeps its rows to itself until COMMIT', async () => {
    const said = await server.psql(`
      CREATE STREAM ledger (n BIGINT);
      BEGIN; INSERT INTO ledger VALUES (1); INSERT INTO ledger VALUES (2); ROLLBACK;
      SELECT count(*) AS rolled_back FROM ledger;
      BEGIN; INSERT INTO ledger VALUES (3); SELEC; INSERT INTO ledger VALUES (4); COMMIT;
      BEGIN; INSERT INTO ledger VALUES (5); INSERT INTO ledger VALUES (6); COMMIT;
      SELECT string_agg(n::text, ',') FROM ledger;
      SELECT sum(n) AS total FROM ledger;
      CREATE TABLE balances (account TEXT PRIMARY KEY, amount BIGINT NOT NULL);
      BEGIN; INSERT INTO ledger VALUES (7); INSERT INTO balances VALUES ('a', 7); COMMIT;
      SELECT sum(n) + (SELECT sum(amount) FROM balances) AS both FROM ledger;
      BEGIN; CREATE TABLE kept (a INTEGER PRIMARY KEY); ROLLBACK;
      SELECT to_regclass('kept') IS NULL AS gone;`);
    expect(said).toMatch(/rolled_back \n-+\n +0\n/);
    expect(said).toContain('current transaction is aborted, commands ignored');
    expect(said).toMatch(/total \n-+\n +11\n/);
    expect(said).toMatch(/both \n-+\n +25\n/);
    expect(said).toMatch(/gone \n-+\n t\n/);
  });

  test('COPY brings rows in and takes them out, all of them or none', async () => {
    const said = await server.psql(`CREATE STREAM copied (name TEXT, n INTEGER);
COPY copied (name, n) FROM STDIN;
tab\\there	1
\\N	2
\\.
COPY copied FROM STDIN WITH (FORMAT csv, HEADER);
name,n
"a ""b"", c",3
,4
\\.
COPY copied FROM STDIN;
good	5
bad	five
\\.
COPY (SELECT * FROM copied ORDER BY n) TO STDOUT;
COPY copied (n, name) TO STDOUT WITH CSV HEADER;
`);
    expect(said.match(/COPY 2/g)).toHaveLength(2);
    expect(said).toMatch(
      /ERROR: .*integer: "five"\nDETAIL: {2}The error is in record 2; none was written\./,
    );
    expect(said).toContain('tab\\there\t1\n\\N\t2\na "b", c\t3\n\\N\t4\n');
    expect(said).toContain('n,name\n1,tab\there\n2,\n3,"a ""b"", c"\n4,\n');
  });

  test('a continuous query is a cursor that waits', async () => {
    const said =
      await server.psql(`DECLARE c CURSOR FOR SELECT sensor, count(*) AS n FROM readings GROUP BY sensor EMIT CHANGES;
      FETCH 2 FROM c;
      INSERT INTO readings VALUES ('a', 1, '2026-01-01 00:00:02');
      FETCH 2 FROM c;
      SET statement_timeout = 100;
      FETCH 5 FROM c;
      CLOSE c;
      FETCH 1 FROM c;`);
    expect(said).toContain(' _epoch | _weight | sensor | n ');
    expect(said).toMatch(/ +\d+ \| +1 \| a +\| +1\n +\d+ \| +1 \| b +\| +1\n\(2 rows\)/);
    expect(said).toMatch(/-1 \| a +\| +1\n +\d+ \| +1 \| a +\| +2\n\(2 rows\)/);
    expect(said).toContain('(0 rows)');
    expect(said).toContain('ERROR:  cursor "c" does not exist');
  });

  test('Ctrl-C cancels a continuous query, whose rows came as they were', async () => {
    const query = 'SELECT sensor FROM warmest EMIT CHANGES';
    // psql then declares a cursor and fetches row by row.
    const args = ['-X', '-A', '-v', 'FETCH_COUNT=1', server.url, '-c', query];
    const child = server.spawn(clients.psql.path, args);
    let [out, err] = ['', ''];
    child.stdout?.on('data', (text) => {
      out += String(text);
    });
    child.stderr?.on('data', (text) => {
      err += String(text);
    });
    const closed = once(child, 'close');
    await eventually(() => out.includes('|1|b'));
    child.kill('SIGINT');
    await closed;
    expect(err).toContain('canceling statement due to user request');
    expect(await server.psql('SELECT 1 AS one')).toContain('(1 row)');
  });
});
