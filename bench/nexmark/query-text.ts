import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../test/nexmark/queries/', import.meta.url);

/** The queries that are written down, by number: q0, q1, …. */
export function knownQueries(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^q\d+\.sql$/.test(name))
    .map((name) => name.slice(0, -'.sql'.length))
    .toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

/** The SQL of a query. */
export function queryText(query: string): string {
  return readFileSync(new URL(`${query}.sql`, folder), 'utf8');
}

/** The statements that make the side table of q13: 10,000 rows, the value of each its key. */
export const sideTable: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS side (key BIGINT PRIMARY KEY, value TEXT)',
  'INSERT INTO side SELECT n, n::TEXT FROM generate_series(0, 9999) AS s(n)',
];

/** Whether a query looks into the side table. */
export function readsSide(sql: string): boolean {
  return /\bside\b/.test(sql);
}

/** The nexmark streams that a query reads. */
export function streamsOf(sql: string): readonly string[] {
  return ['bid', 'auction', 'person'].filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(sql));
}
