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

/** The nexmark streams that a query reads. */
export function streamsOf(sql: string): readonly string[] {
  return ['bid', 'auction', 'person'].filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(sql));
}
