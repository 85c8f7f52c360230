import { expect, test } from 'vitest';
import { parse } from '../../../../src/parser/parse.ts';
import { print } from '../../../../src/parser/print.ts';

function canonical(sql: string): string {
  return parse(sql)
    .map(({ statement }) => print(statement))
    .join('; ');
}

test.each([
  ['vacuum', 'VACUUM'],
  ['vacuum full verbose analyze t (a, b), s.u', 'VACUUM t, s.u'],
  ['vacuum (analyze, parallel 2, verbose off) t', 'VACUUM t'],
  ['analyse verbose t', 'ANALYZE t'],
  ['analyze "Verbose"', 'ANALYZE "Verbose"'],
  ['cluster t using t_key', 'CLUSTER t'],
  ['reindex table concurrently t', 'REINDEX TABLE t'],
  ['reindex database d', 'REINDEX DATABASE d'],
  ['checkpoint', 'CHECKPOINT'],
  ['lock t', 'LOCK TABLE t IN ACCESS EXCLUSIVE MODE'],
  [
    'lock table a, b in share row exclusive mode nowait',
    'LOCK TABLE a, b IN SHARE ROW EXCLUSIVE MODE',
  ],
  [
    'grant select (a), insert on table t to "To", public',
    'GRANT SELECT ( a ) , insert ON TABLE t TO "To" , public',
  ],
  ['revoke all on schema public from public', 'REVOKE ALL ON schema public FROM public'],
])('%s', (sql, text) => {
  expect(canonical(sql)).toBe(text);
  expect(canonical(text)).toBe(text);
});

test.each([
  ['lock t in rude mode', 'there is no lock mode "rude"'],
  ['grant select on t', 'GRANT without TO'],
  ['revoke select on t to a', 'REVOKE without FROM'],
])('%s', (sql, message) => {
  expect(() => parse(sql)).toThrow(message);
});
