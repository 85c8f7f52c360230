/** What `\?` says. */
export const commandHelp = `\
  \\d             streams, tables and views     \\d NAME    columns of one of them
  \\ds  \\dt       streams, tables               \\dv  \\dm  views, materialized views
  \\x             rows as blocks or not         \\timing    how long statements take
  \\format NAME   table box vertical csv tsv json ndjson markdown; none: as usual
  \\i FILE        run the statements of a file
  \\h STATEMENT   the syntax of a statement     \\q         leave (or Ctrl-D)

  Enter          run a statement that ends with ;     Alt-Enter  a new line
  Up  Down       statements entered before            Ctrl-R     search them
  Ctrl-C         cancel the statement, or the line

  A query with EMIT CHANGES is shown as it changes:
  q quit         p pause         c the table, or its changes line by line
`;

/** What `\h` knows: the syntax of each statement. */
export const statementHelp: Readonly<Record<string, string>> = {
  SELECT: `\
SELECT expression [AS name], … FROM relation [JOIN relation ON condition]
  [WHERE condition] [GROUP BY expression, …] [HAVING condition]
  [ORDER BY expression [DESC], …] [LIMIT n]
                         reads up to now, and ends

SELECT … EMIT CHANGES    goes on: every change as it comes
SELECT … EMIT FINAL      goes on: each window once, when it closes

  windows:  FROM TUMBLE(stream, time, INTERVAL '1 minute')
            FROM HOP(stream, time, INTERVAL '10 seconds', INTERVAL '1 minute')
            FROM stream WINDOW TUMBLING (SIZE 1 MINUTE)
            … GROUP BY window_start, window_end, …`,
  'CREATE STREAM': `\
CREATE STREAM [IF NOT EXISTS] name (
  column type [NOT NULL], …
  [, WATERMARK FOR time AS time - INTERVAL '5 seconds']
) [PARTITION BY (column, …)] [WITH (option = value, …)]

CREATE STREAM name FROM 'file.csv' [WITH (time = 'column')]

  sources:  WITH (connector = 'datagen', rate = 100, …)
            WITH (connector = 'nexmark', kind = 'bid', …)`,
  'CREATE TABLE': `\
CREATE TABLE [IF NOT EXISTS] name (column type [NOT NULL], …, PRIMARY KEY (column, …))`,
  'CREATE VIEW': `\
CREATE VIEW [IF NOT EXISTS] name AS SELECT …`,
  'CREATE MATERIALIZED VIEW': `\
CREATE MATERIALIZED VIEW [IF NOT EXISTS] name AS SELECT …
                         kept up to date from now on`,
  INSERT: `\
INSERT INTO name [(column, …)] VALUES (expression, …), …`,
  DROP: `\
DROP STREAM | TABLE | VIEW | MATERIALIZED VIEW [IF EXISTS] name [CASCADE]`,
  SHOW: `\
SHOW STREAMS | TABLES | VIEWS | MATERIALIZED VIEWS`,
  DESCRIBE: `\
DESCRIBE [EXTENDED] name`,
  EXPLAIN: `\
EXPLAIN [(LOGICAL | STEPS | PHYSICAL)] SELECT …`,
  FLUSH: `\
FLUSH [name, …]      waits until everything inserted so far is in every view`,
};
