import { SqlError } from '../../../common/sql-error.ts';
import { formatArray } from '../../../data/array-text.ts';
import type { ArrayDatum, ArrayType, Datum, SqlType } from '../../../data/sql-type.ts';
import type { BodyReader } from '../wire/body-reader.ts';
import type { MessageWriter } from '../wire/message-writer.ts';
import { typeOfOid, wireTypeOf } from './type-oids.ts';

/** Writes a value that is not NULL, with its length in front. */
type ValueWriter = (writer: MessageWriter, datum: Exclude<Datum, null>) => void;

/** PostgreSQL's arrays have at most so many dimensions. */
const dimensionsMax = 6;

/**
 * Writes an array in PostgreSQL's binary form (array_send): how many dimensions, whether there are
 * NULLs, the OID of the elements, length and first index of each dimension, then the elements.
 */
export function writeArray(
  writer: MessageWriter,
  { element }: ArrayType,
  array: ArrayDatum,
  writeElement: ValueWriter,
): void {
  const lengths = lengthsOf(array);
  const elements = flattened(array);
  const from = writer.beginValue();
  writer.int32(lengths.length).int32(elements.includes(null) ? 1 : 0);
  writer.int32(wireTypeOf(element).oid);
  for (const length of lengths) writer.int32(length).int32(1);
  for (const each of elements) {
    if (each === null) writer.int32(-1);
    else writeElement(writer, each);
  }
  writer.endValue(from);
}

/** The elements of all dimensions, one behind the other. */
function flattened(array: ArrayDatum): ArrayDatum {
  return Array.isArray(array[0]) ? array.flatMap((inner) => flattened(inner as ArrayDatum)) : array;
}

/** The lengths of the dimensions; none of an empty array. */
function lengthsOf(array: ArrayDatum): readonly number[] {
  const lengths: number[] = [];
  let inner: Datum = array;
  while (Array.isArray(inner) && inner.length > 0) {
    lengths.push(inner.length);
    inner = inner[0] as Datum;
  }
  return lengths;
}

/**
 * The text of an array in binary form; `readElement` gives the text of an element that fills what
 * the reader has left. The elements are of the type that the array says.
 * @throws SqlError 22P03, and 0A000 for arrays whose first index is not 1
 */
export function readArray(
  reader: BodyReader,
  readElement: (reader: BodyReader, type: SqlType) => string,
): string {
  const dimensions = reader.int32();
  if (dimensions < 0 || dimensions > dimensionsMax) throw badArray();
  reader.int32();
  const type = typeOfOid(reader.int32());
  if (type === undefined || type === null || type.kind === 'array') throw badArray();
  const lengths: number[] = [];
  for (let i = 0; i < dimensions; i += 1) {
    const length = reader.int32();
    if (length < 0) throw badArray();
    lengths.push(length);
    if (reader.int32() !== 1) throw otherStart();
  }
  const read = (): string | null => {
    const inner = reader.value();
    if (inner === null) return null;
    const text = readElement(inner, type);
    inner.end();
    return text;
  };
  return formatArray(itemsOf(lengths, 0, read), (each) => each as string);
}

function itemsOf(
  lengths: readonly number[],
  depth: number,
  read: () => string | null,
): readonly Datum[] {
  const length = lengths[depth] ?? 0;
  const items: Datum[] = [];
  const isLast = depth >= lengths.length - 1;
  for (let i = 0; i < length; i += 1) {
    items.push(isLast ? read() : itemsOf(lengths, depth + 1, read));
  }
  return items;
}

function badArray(): SqlError {
  return new SqlError('22P03', 'invalid binary format of an array');
}

function otherStart(): SqlError {
  return new SqlError('0A000', 'arrays that do not begin at 1 are not supported');
}
