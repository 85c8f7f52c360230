import { SqlError, sqlState } from '../common/sql-error.ts';
import { bytesOfText, textOfBytes } from './byte-text.ts';
import { parseDecimal, rescale } from './decimal-text.ts';
import { type JsonTree, jsonNull, printJson, readJson } from './json-tree.ts';
import { mapOf } from './map-datum.ts';
import type { MapEntry } from './map-text.ts';
import type { Datum, SqlType } from './sql-type.ts';
import { datumFromText } from './text-input.ts';
import { placesToMicros, type TimeUnit } from './time-unit.ts';

/**
 * The value of a type that a JSON value stands for: arrays are arrays, structs and maps objects (a
 * map may be an array of pairs, too), bytes base64 or PostgreSQL's text of them; everything else
 * is read from its text. `timeUnit` says what a number means as a timestamp.
 * @throws SqlError 22P02 and what the type's input function raises
 */
export function datumFromJson(type: SqlType, tree: JsonTree, timeUnit: TimeUnit): Datum {
  if (tree.kind === 'null') return null;
  if (type.kind === 'json' || type.kind === 'jsonb') return printJson(tree);
  switch (type.kind) {
    case 'array':
      return arrayFromJson(type.element, tree, timeUnit, type);
    case 'struct':
      if (tree.kind === 'array') {
        const { items } = tree;
        return {
          fields: type.fields.map((field, i) =>
            datumFromJson(field.type, items[i] ?? jsonNull, timeUnit),
          ),
        };
      }
      if (tree.kind !== 'object') break;
      return {
        fields: type.fields.map((field) =>
          datumFromJson(field.type, memberOf(tree.members, field.name), timeUnit),
        ),
      };
    case 'map':
      return mapOf(entriesOf(type, tree, timeUnit), type.key);
    case 'bytea':
      if (tree.kind === 'string') return bytesFromJson(tree.value);
      break;
    case 'timestamp':
    case 'timestamptz':
      if (tree.kind === 'number') return momentFromNumber(tree.text, timeUnit, type);
      break;
    default:
      break;
  }
  return datumFromText(type, tree.kind === 'string' ? tree.value : printJson(tree));
}

/** The value of a type that a JSON text stands for, or PostgreSQL's text of it. @throws SqlError 22P02 */
export function datumFromJsonText(type: SqlType, text: string, timeUnit: TimeUnit): Datum {
  return datumFromJson(type, readJson(text), timeUnit);
}

function arrayFromJson(element: SqlType, tree: JsonTree, timeUnit: TimeUnit, type: SqlType): Datum {
  if (tree.kind === 'string') return datumFromText(type, tree.value);
  if (tree.kind !== 'array') throw notA(type, tree, 'array');
  // An array of arrays of one length has so many dimensions; elements that are JSON are no dimensions.
  const isNested = element.kind !== 'json' && element.kind !== 'jsonb';
  return tree.items.map((item) =>
    isNested && item.kind === 'array' && element.kind !== 'struct' && element.kind !== 'map'
      ? arrayFromJson(element, item, timeUnit, type)
      : datumFromJson(element, item, timeUnit),
  );
}

/** A key of exactly the name, else one that differs in case only. */
function memberOf(members: ReadonlyMap<string, JsonTree>, name: string): JsonTree {
  const exact = members.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const [key, value] of members) if (key.toLowerCase() === lower) return value;
  return jsonNull;
}

function entriesOf(
  type: Extract<SqlType, { kind: 'map' }>,
  tree: JsonTree,
  timeUnit: TimeUnit,
): readonly MapEntry[] {
  const { key, value } = type;
  if (tree.kind === 'object') {
    return [...tree.members].map(([name, each]) => [
      datumFromText(key, name),
      datumFromJson(value, each, timeUnit),
    ]);
  }
  if (tree.kind !== 'array') throw notA(type, tree, 'object');
  return tree.items.map((pair) => {
    const [name, each] = pair.kind === 'array' ? pair.items : [];
    if (name === undefined || each === undefined) throw notA(type, pair, 'pair of key and value');
    return [datumFromJson(key, name, timeUnit), datumFromJson(value, each, timeUnit)];
  });
}

function bytesFromJson(text: string): string {
  if (text.startsWith('\\x')) return textOfBytes(bytesOfText(text));
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  if (!isBase64) {
    throw new SqlError(sqlState.invalidTextRepresentation, 'invalid input syntax for type bytea', {
      hint: 'Write bytes in base64, or as \\x and hexadecimal digits.',
    });
  }
  return textOfBytes(Buffer.from(text, 'base64'));
}

function momentFromNumber(text: string, timeUnit: TimeUnit, type: SqlType): Datum {
  const decimal = parseDecimal(text);
  if (decimal === null) return datumFromText(type, text);
  const places = placesToMicros[timeUnit];
  const { units, scale } = decimal;
  return places >= 0
    ? rescale({ units: units * 10n ** BigInt(places), scale }, 0)
    : rescale({ units, scale: scale - places }, 0);
}

function notA({ kind }: SqlType, tree: JsonTree, wanted: string): SqlError {
  const shown = printJson(tree);
  return new SqlError(
    sqlState.invalidTextRepresentation,
    `expected JSON ${wanted} for type ${kind}: ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}`,
  );
}
