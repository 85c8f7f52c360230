import { SqlError, sqlState } from '../../common/sql-error.ts';
import { datumFromJsonText } from '../../data/json-datum.ts';
import type { Datum, SqlType, StructDatum } from '../../data/sql-type.ts';
import { datumFromText } from '../../data/text-input.ts';
import { jsonAsText, jsonElements, jsonMember, jsonType } from '../json/json-walk.ts';
import {
  type TableCallTypes,
  type TableFunction,
  type TableRow,
  tableFunction,
} from './table-function.ts';

type JsonKind = 'json' | 'jsonb';

const fallible = [
  sqlState.invalidParameterValue,
  sqlState.invalidTextRepresentation,
  sqlState.numericValueOutOfRange,
  sqlState.invalidDatetimeFormat,
  sqlState.datetimeFieldOverflow,
];

/**
 * JSON objects as rows (PostgreSQL, 9.16): members fill the columns of their names. The columns are
 * those of a column definition list, or of a row that also says what missing members are.
 */
export function jsonRecords(): TableFunction[] {
  return (['json', 'jsonb'] as const).flatMap((kind) => [
    toRecord(kind, false),
    toRecord(kind, true),
    populated(kind, false),
    populated(kind, true),
  ]);
}

function toRecord(kind: JsonKind, isSet: boolean): TableFunction {
  const name = `${kind}_to_record${isSet ? 'set' : ''}`;
  return tableFunction({
    name,
    parameters: [kind],
    columns: () => [],
    defined: true,
    fallible,
    docs: `${isSet ? 'the objects of a JSON array as rows' : 'a JSON object as a row'} of the columns that AS (…) defines`,
    rows: ([json], call) => objectsOf(json as string, name, isSet).map((each) => row(each, call)),
  });
}

function populated(kind: JsonKind, isSet: boolean): TableFunction {
  const name = `${kind}_populate_record${isSet ? 'set' : ''}`;
  return tableFunction({
    name,
    parameters: ['anystruct', kind],
    columns: ([type]) => (type?.kind === 'struct' ? type.fields : []),
    nulls: 'own',
    fallible,
    docs: `${isSet ? 'the objects of a JSON array as rows' : 'a JSON object as a row'} of the columns of a row, whose values stand where members are missing`,
    examples: [
      [
        `${name}(ROW(1, 'x'), '${isSet ? '[{"f2": "y"}, {}]' : '{"f2": "y"}'}')`,
        isSet ? ['1|y', '1|x'] : ['1|y'],
      ],
    ],
    rows: ([base, json], call) => {
      if (typeof json !== 'string') return isSet ? [] : [baseRow(base, call)];
      return objectsOf(json, name, isSet).map((each) => row(each, call, base));
    },
  });
}

/** @throws SqlError 22023 for what is no object, or no array of them */
function objectsOf(json: string, name: string, isSet: boolean): readonly string[] {
  if (isSet && jsonType(json) !== 'array') {
    const what = jsonType(json) === 'object' ? 'an object' : 'a scalar';
    throw new SqlError(sqlState.invalidParameterValue, `cannot call ${name} on ${what}`);
  }
  const objects = isSet ? jsonElements(json) : [json];
  if (objects.every((each) => jsonType(each) === 'object')) return objects;
  const message = isSet
    ? `argument of ${name} must be an array of objects`
    : `cannot call ${name} on ${jsonType(json) === 'array' ? 'an array' : 'a scalar'}`;
  throw new SqlError(sqlState.invalidParameterValue, message);
}

function row(json: string, call: TableCallTypes, base: Datum = null): TableRow {
  const missing = baseRow(base, call);
  return call.columns.map(({ name, type }, i): Datum => {
    const member = jsonMember(json, name);
    return member === null ? (missing[i] as Datum) : memberOf(type, member);
  });
}

function baseRow(base: Datum | undefined, { columns }: TableCallTypes): TableRow {
  return base == null ? columns.map(() => null) : (base as StructDatum).fields;
}

/** A member by the input of its column's type; JSON's null is NULL, save for columns of JSON text. */
function memberOf(type: SqlType, member: string): Datum {
  if (jsonType(member) === 'null') return null;
  switch (type.kind) {
    case 'json':
    case 'jsonb':
      return member;
    case 'array':
    case 'struct':
    case 'map':
      return datumFromJsonText(type, member, 'ms');
    default:
      return datumFromText(type, jsonAsText(member) ?? '');
  }
}
