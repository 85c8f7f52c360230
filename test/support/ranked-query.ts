import fc from 'fast-check';
import { join, type Text } from './random-expression.ts';

const partition = fc.constantFrom(
  '',
  'PARTITION BY c ',
  'PARTITION BY a % 2 ',
  'PARTITION BY a, c ',
);
const order = fc.constantFrom('b', 'b DESC', 't DESC NULLS LAST, a', 'a NULLS FIRST');
const ranking = fc.constantFrom('row_number()', 'row_number()', 'rank()', 'dense_rank()');
const bound = fc.constantFrom('= 1', '<= 1', '< 3', '<= 2', '= 2', '<= 0', '> 1', '>= 1');
const shown = fc.constantFrom('a, b, c', 'a, c, n', 'n', 'c, n + 1', 'count(*)', 'b');
const more = fc.constantFrom('', ' AND a > 1', " AND c = 'a'", ' AND b IS NOT NULL');

const ranked: Text = join`SELECT ${shown} FROM (SELECT *, ${ranking} OVER (${partition}ORDER BY ${order}) AS n FROM r) AS q WHERE n ${bound}${more}`;
const twice: Text = join`SELECT a, n, m FROM (SELECT *, ${ranking} OVER (${partition}ORDER BY ${order}) AS n, ${ranking} OVER (${partition}ORDER BY ${order}) AS m FROM r) AS q WHERE n ${bound}`;
const joined: Text = join`SELECT q.a, s.b FROM (SELECT *, row_number() OVER (${partition}ORDER BY ${order}) AS n FROM r) AS q LEFT JOIN s ON q.a = s.a WHERE n ${bound}`;
const first: Text = join`SELECT a, c FROM (SELECT * FROM r ORDER BY ${order} LIMIT 3) AS q WHERE a > 0`;
const unused: Text = join`SELECT a, c FROM (SELECT a, c, ${ranking} OVER (${partition}ORDER BY ${order}) AS n FROM r) AS q`;

/** Queries over r that number the rows of partitions, most of them to take the first. */
export const rankedQuery: Text = fc.oneof(
  { weight: 4, arbitrary: ranked },
  twice,
  joined,
  first,
  unused,
);
