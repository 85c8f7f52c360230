import type { Datum } from '../data/sql-type.ts';
import { formatDatum } from '../data/text-output.ts';
import type { CallTypes, Example, ParameterKind, ScalarFunction } from './scalar-function.ts';
import { emitJoin } from './spans/emit-spans.ts';
import { textFunction } from './text-function.ts';

/** Values put together as texts: || and concat. */
export function textJoins(): ScalarFunction[] {
  const join = (
    name: string,
    parameters: readonly ParameterKind[],
    example: Example,
  ): ScalarFunction =>
    textFunction(
      name,
      parameters,
      'text',
      'two values as texts, one after the other',
      example,
      () => null,
      {
        id: `concatenate(${parameters.join(',')})`,
        evaluate: (args, types) => args.map((arg, i) => castText(arg, types, i)).join(''),
        emit: (context) =>
          parameters.includes('anynonarray')
            ? null
            : `(${context.argument(0)} + ${context.argument(1)})`,
        emitBytes: parameters.includes('anynonarray') ? null : emitJoin,
      },
    );
  return [
    join('||', ['text', 'text'], ["'mill' || 'race'", 'millrace']),
    join('||', ['text', 'anynonarray'], ["'n = ' || 42", 'n = 42']),
    join('||', ['anynonarray', 'text'], ["42 || ' rows'", '42 rows']),
    textFunction(
      'concat',
      ['any'],
      'text',
      'all values as texts; NULLs are left out',
      ["concat('a', 1, null, true)", 'a1t'],
      () => null,
      {
        variadic: true,
        nulls: 'never',
        evaluate: (args, types) => args.map((arg, i) => asText(arg, types, i)).join(''),
      },
    ),
    textFunction(
      'concat_ws',
      ['text', 'any'],
      'text',
      'the values as texts with a separator between them',
      ["concat_ws('-', 'a', null, 'b')", 'a-b'],
      () => null,
      {
        variadic: true,
        nulls: 'own',
        evaluate: ([separator, ...args], { argumentTypes, ...types }) => {
          if (typeof separator !== 'string') return null;
          const rest = { ...types, argumentTypes: argumentTypes.slice(1) };
          const texts = args.flatMap((arg, i) => (arg === null ? [] : [asText(arg, rest, i)]));
          return texts.join(separator);
        },
      },
    ),
  ];
}

/** What a cast to text makes of a value: of BOOLEAN the whole word. */
function castText(datum: Datum, types: CallTypes, index: number): string {
  return typeof datum === 'boolean' ? String(datum) : asText(datum, types, index);
}

/** A value's output form; NULL is no text. */
function asText(datum: Datum, { argumentTypes }: CallTypes, index: number): string {
  const type = argumentTypes[index];
  return datum === null || type === undefined ? '' : formatDatum(type, datum);
}
