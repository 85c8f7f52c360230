import type { Batch, Field } from '../../data/batch.ts';
import { type RecordFormat, RecordReader } from '../../data/records/record-reader.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import {
  ColumnGuess,
  shapeOfField,
  shapeOfNumber,
  shapeOfString,
  type ValueShape,
} from './column-guess.ts';

/**
 * The columns of the records that the beginning of a file holds, in the order in which their names
 * first come; none when it holds no record. `isLast` says that it is the whole file.
 * @throws SqlError 22P02 or 22P04 when it cannot be read
 */
export function guessColumns(
  format: RecordFormat,
  head: Uint8Array,
  isLast: boolean,
): readonly Field[] {
  const names = readNames(format, head, isLast);
  const type: SqlType = { kind: format === 'csv' ? 'text' : 'json' };
  const fields = names.map((name) => ({ name, type, nullable: true }));
  const batch = read(new RecordReader(format, target(fields)), head, isLast);
  if (batch === null) return [];
  const shown = foldNames(names);
  return fields.map((_, column) => ({
    name: shown[column] as string,
    type: guessType(batch.columns[column] as Vector, type, batch.rowCount),
    nullable: true,
  }));
}

function readNames(format: RecordFormat, head: Uint8Array, isLast: boolean): readonly string[] {
  const reader = new RecordReader(format, target([]));
  read(reader, head, isLast);
  return reader.unknownNames().filter((name) => name !== '');
}

function read(reader: RecordReader, head: Uint8Array, isLast: boolean): Batch | null {
  reader.read(head, isLast);
  return reader.take().batch;
}

function target(fields: readonly Field[]) {
  return { fields, defaults: fields.map(() => null), timeUnit: 'ms' } as const;
}

function guessType(vector: Vector, type: SqlType, rows: number): SqlType {
  const guess = new ColumnGuess();
  for (let row = 0; row < rows; row += 1) {
    const text = datumAt(vector, type, row);
    if (typeof text === 'string')
      guess.see(type.kind === 'json' ? shapeOfJson(text) : shapeOfField(text));
  }
  return guess.type();
}

function shapeOfJson(json: string): ValueShape {
  switch (json[0]) {
    case '"':
      return shapeOfString(json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1));
    case '{':
    case '[':
      return 'nested';
    case 't':
    case 'f':
      return 'boolean';
    default:
      return shapeOfNumber(json);
  }
}

/** In lower case, as names in SQL are unless they are quoted; but not where two would be the same. */
function foldNames(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const folded = name.toLowerCase();
    counts.set(folded, (counts.get(folded) ?? 0) + 1);
  }
  return names.map((name) => {
    const folded = name.toLowerCase();
    return counts.get(folded) === 1 ? folded : name;
  });
}
