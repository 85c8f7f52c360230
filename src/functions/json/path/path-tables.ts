import { printJson, readJson } from '../../../data/json-tree.ts';
import type { Datum } from '../../../data/sql-type.ts';
import { type TableFunction, tableFunction } from '../../table-functions/table-function.ts';
import { evaluatePath } from './evaluate-path.ts';
import { pathErrors, withoutMisfits } from './path-functions.ts';
import { jsonPath } from './read-path.ts';

/** jsonb_path_query: what a path finds in a JSON value, one a row; its arguments are those of jsonb_path_query_array. */
export function pathTables(): TableFunction[] {
  return (
    [
      ['jsonb', 'text'],
      ['jsonb', 'text', 'jsonb'],
      ['jsonb', 'text', 'jsonb', 'boolean'],
    ] as const
  ).map((parameters) =>
    tableFunction({
      name: 'jsonb_path_query',
      parameters,
      columns: () => [{ name: 'jsonb_path_query', type: { kind: 'jsonb' } }],
      fallible: pathErrors,
      docs: 'what a path finds in a JSON value, one a row',
      examples:
        parameters.length === 2
          ? [["jsonb_path_query('[1, 5, 7]', '$[*] ? (@ > 3)')", ['5', '7']]]
          : [],
      rows: ([json, path, variables, silent]) => {
        const find = () => found(json as string, path as string, (variables ?? '{}') as string);
        return silent === true ? withoutMisfits([], find) : find();
      },
    }),
  );
}

function found(json: string, path: string, variables: string): readonly (readonly Datum[])[] {
  return evaluatePath(jsonPath(path), readJson(json), readJson(variables)).map((item) => [
    printJson(item),
  ]);
}
