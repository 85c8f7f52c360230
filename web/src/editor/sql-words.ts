const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What completion offers where a word of the language may stand. */
export const phrases: readonly string[] = lines(`
  SELECT
  FROM
  WHERE
  GROUP BY
  HAVING
  ORDER BY
  LIMIT
  JOIN
  INNER JOIN
  ON
  AS
  AND
  OR
  NOT
  IN
  IS NULL
  IS NOT NULL
  BETWEEN
  LIKE
  ILIKE
  CASE
  WHEN
  THEN
  ELSE
  END
  INTERVAL
  DESC
  EMIT CHANGES
  EMIT FINAL
  WINDOW TUMBLING (SIZE 1 MINUTE)
  WINDOW HOPPING (SIZE 1 MINUTE, ADVANCE BY 10 SECONDS)
  CREATE STREAM
  CREATE TABLE
  CREATE VIEW
  CREATE MATERIALIZED VIEW
  PRIMARY KEY
  WATERMARK FOR
  INSERT INTO
  VALUES
  SHOW STREAMS
  SHOW TABLES
  SHOW VIEWS
  DESCRIBE
  EXPLAIN
  DROP STREAM
  DROP TABLE
  DROP MATERIALIZED VIEW
`);

/** A function as completion shows it: its name, its arguments, what it is. */
export type FunctionWord = {
  readonly name: string;
  readonly arguments: string;
  readonly about: string;
};

/** Functions worth offering; the server knows more. */
export const functions: readonly FunctionWord[] = [
  { name: 'count', arguments: '*', about: 'how many rows' },
  { name: 'sum', arguments: 'x', about: 'the total' },
  { name: 'avg', arguments: 'x', about: 'the mean' },
  { name: 'min', arguments: 'x', about: 'the least' },
  { name: 'max', arguments: 'x', about: 'the greatest' },
  { name: 'tumble', arguments: "stream, ts, INTERVAL '1 minute'", about: 'windows side by side' },
  {
    name: 'hop',
    arguments: "stream, ts, INTERVAL '10 seconds', INTERVAL '1 minute'",
    about: 'windows that overlap',
  },
  { name: 'coalesce', arguments: 'a, b', about: 'the first that is not NULL' },
  { name: 'date_trunc', arguments: "'minute', ts", about: 'a time cut to a unit' },
  { name: 'round', arguments: 'x', about: 'rounded' },
  { name: 'lower', arguments: 'text', about: 'in small letters' },
  { name: 'upper', arguments: 'text', about: 'in capitals' },
];

/** Words of the streaming forms, which PostgreSQL does not know, for the highlighter. */
export const streamingWords =
  'stream emit changes final every watermark tumble tumbling hop hopping session sliding ' +
  'cumulate cumulating size advance grace period descriptor retention subscribe flush qualify ' +
  'terminate pause resume materialized replace explain describe show streams tables views queries';
