import { trimScale } from '../../data/decimal.ts';
import { canonicalJson, printJson, readJson } from '../../data/json-tree.ts';
import type {
  ArrayDatum,
  Datum,
  Interval,
  MapDatum,
  SqlType,
  StructDatum,
} from '../../data/sql-type.ts';
import { justifyInterval } from '../canonical-forms.ts';
import { type ScalarFunction, scalarFunction } from '../scalar-function.ts';

/** The id of what gives equal values of types with parts, and of JSONB, one form. */
export const canonicalValueId = 'canonical_value(any)';

/** What the planner calls for group and join keys of arrays, structs, maps and JSONB. */
export function canonicalValueFunctions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'canonical_value',
      parameters: ['any'],
      result: ([type]): SqlType => type ?? { kind: 'text' },
      docs: 'the one form of all values that are equal to this one',
      evaluate: ([value = null], { argumentTypes: [type] }) =>
        type === undefined ? value : canonicalValue(value, type),
    }),
  ];
}

/** The one form of all values of a type that compare as equal. */
export function canonicalValue(datum: Datum, type: SqlType): Datum {
  if (datum === null) return null;
  switch (type.kind) {
    case 'real':
    case 'double':
      return datum === 0 ? 0 : datum;
    case 'numeric':
      return typeof datum === 'string' ? trimScale(datum) : datum;
    case 'interval':
      return justifyInterval(datum as Interval);
    case 'jsonb':
      return printJson(canonicalJson(readJson(datum as string)));
    case 'array':
      return canonicalArray(datum as ArrayDatum, type.element);
    case 'struct': {
      const { fields } = datum as StructDatum;
      return {
        fields: fields.map((value, i) => {
          const field = type.fields[i];
          return field === undefined ? value : canonicalValue(value, field.type);
        }),
      };
    }
    case 'map':
      return {
        entries: (datum as MapDatum).entries.map(([key, value]) => [
          canonicalValue(key, type.key),
          canonicalValue(value, type.value),
        ]),
      };
    default:
      return datum;
  }
}

function canonicalArray(array: ArrayDatum, element: SqlType): ArrayDatum {
  return array.map((each) =>
    Array.isArray(each) ? canonicalArray(each, element) : canonicalValue(each, element),
  );
}

/** Whether equal values of the type can differ in their text. */
export function hasSeveralForms(type: SqlType): boolean {
  switch (type.kind) {
    case 'numeric':
      return type.scale === null;
    case 'real':
    case 'double':
    case 'interval':
    case 'jsonb':
      return true;
    case 'array':
      return hasSeveralForms(type.element);
    case 'struct':
      return type.fields.some((field) => hasSeveralForms(field.type));
    case 'map':
      return hasSeveralForms(type.key) || hasSeveralForms(type.value);
    default:
      return false;
  }
}
