import { type SqlType, typeName } from '../data/sql-type.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

/** pg_typeof: the name of a value's type. */
export function typeOfFunctions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'pg_typeof',
      parameters: ['any'],
      nulls: 'never',
      result: () => plainType('text'),
      docs: 'the name of the type of the value',
      examples: [
        ['pg_typeof(1.5)', 'numeric'],
        ['pg_typeof(array[1, 2])', 'integer[]'],
      ],
      evaluate: (_args, { argumentTypes: [type] }) => (type === undefined ? null : nameOf(type)),
    }),
  ];
}

/** As in PostgreSQL, without digits of numbers; rows are records. */
function nameOf(type: SqlType): string {
  switch (type.kind) {
    case 'numeric':
      return 'numeric';
    case 'bigint':
      return type.as ?? 'bigint';
    case 'struct':
      return 'record';
    case 'array':
      return `${nameOf(type.element)}[]`;
    default:
      return typeName(type);
  }
}
