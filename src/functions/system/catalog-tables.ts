import type { Datum, SqlType } from '../../data/sql-type.ts';
import { type TableFunction, tableFunction } from '../table-functions/table-function.ts';

const text: SqlType = { kind: 'text' };
const integer: SqlType = { kind: 'integer' };

/** Set-returning functions that clients ask about what there is. */
export function catalogTables(): TableFunction[] {
  return [expandedArray(), keywords(), optionTable(), aclTable()];
}

/** What JDBC asks for the columns of a key, with their places. */
function expandedArray(): TableFunction {
  return tableFunction({
    name: '_pg_expandarray',
    parameters: ['anyarray'],
    columns: ([type]) => [
      { name: 'x', type: type?.kind === 'array' ? type.element : text },
      { name: 'n', type: integer },
    ],
    docs: 'the elements of an array with their numbers',
    examples: [['_pg_expandarray(ARRAY[7, 8])', ['7|1', '8|2']]],
    rows: ([array]) => elementsOf(array).map((element, i) => [element, i + 1]),
  });
}

function keywords(): TableFunction {
  return tableFunction({
    name: 'pg_get_keywords',
    parameters: [],
    columns: () =>
      ['word', 'catcode', 'catdesc'].map((name) => ({
        name,
        type: text,
      })),
    docs: 'the words of SQL and which are reserved',
    rows: (_args, { env }) =>
      elementsOf(env.session.catalog?.('sql_keywords', []) ?? null).map((word) => {
        const isReserved = String(word).startsWith('*');
        return isReserved ? [String(word).slice(1), 'R', 'reserved'] : [word, 'U', 'unreserved'];
      }),
  });
}

function optionTable(): TableFunction {
  return tableFunction({
    name: 'pg_options_to_table',
    parameters: ['text[]'],
    columns: () => [
      { name: 'option_name', type: text },
      { name: 'option_value', type: text },
    ],
    docs: 'the options of WITH (…) as rows',
    examples: [["pg_options_to_table(ARRAY['a=1', 'b'])", ['a|1', 'b|']]],
    rows: ([array]) =>
      elementsOf(array).map((option): readonly Datum[] => {
        const [, name = '', value = null] = /^([^=]*)(?:=(.*))?$/s.exec(String(option)) ?? [];
        return [name, value];
      }),
  });
}

function aclTable(): TableFunction {
  return tableFunction({
    name: 'aclexplode',
    parameters: ['text[]'],
    columns: () => [
      { name: 'grantor', type: { kind: 'bigint' } },
      { name: 'grantee', type: { kind: 'bigint' } },
      { name: 'privilege_type', type: text },
      { name: 'is_grantable', type: { kind: 'boolean' } },
    ],
    docs: 'what a list of rights grants: no such lists are kept, everybody may do everything',
    rows: () => [],
  });
}

function elementsOf(array: Datum | undefined): readonly Datum[] {
  return Array.isArray(array) ? (array as readonly Datum[]) : [];
}
