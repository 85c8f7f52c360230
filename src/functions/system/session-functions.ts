import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { type ScalarFunction, scalarFunction } from '../scalar-function.ts';

const text: SqlType = { kind: 'text' };

/** Functions about the session that may be asked row by row. */
export function sessionFunctions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'current_setting',
      parameters: ['text'],
      result: () => text,
      fallible: [sqlState.undefinedObject],
      volatility: 'stable',
      docs: 'the value of a setting',
      evaluate: ([name], _types, { session }) => {
        const value = session.setting(name as string);
        if (value === null) throw unrecognized(name as string);
        return value;
      },
    }),
    scalarFunction({
      name: 'current_setting',
      parameters: ['text', 'boolean'],
      result: () => text,
      nulls: 'own',
      fallible: [sqlState.undefinedObject],
      volatility: 'stable',
      docs: 'the value of a setting; NULL for one that there is not when the second argument is true',
      evaluate: ([name, isOptional], _types, { session }) => {
        if (typeof name !== 'string') return null;
        const value = session.setting(name);
        if (value === null && isOptional !== true) throw unrecognized(name);
        return value;
      },
    }),
    scalarFunction({
      name: 'current_schemas',
      parameters: ['boolean'],
      result: () => ({ kind: 'array', element: text }),
      volatility: 'stable',
      docs: 'the schemas that names are looked for in, with those of the system when true',
      evaluate: ([withSystem], _types, { session }) =>
        withSystem === true ? ['pg_catalog', ...session.searchPath] : session.searchPath,
    }),
  ];
}

function unrecognized(name: string): SqlError {
  return new SqlError(sqlState.undefinedObject, `unrecognized configuration parameter "${name}"`);
}
