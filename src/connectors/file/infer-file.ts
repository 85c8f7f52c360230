import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { ConnectorColumns } from '../connector.ts';
import type { SourceOptions } from '../source-reader.ts';
import { type FileConfig, fileConfig, formatOf } from './file-config.ts';
import { resolveFile } from './file-path.ts';
import { FilePieces } from './file-pieces.ts';
import { guessColumns } from './guess-columns.ts';

/** The piece of a file that its columns are guessed from is doubled so often where that is needed. */
const doublingsMin = 2;

/**
 * The columns of a file, guessed from its first 4 MiB: integers become BIGINT, other numbers DOUBLE
 * PRECISION, ISO dates and times DATE, TIMESTAMP or, with offsets, TIMESTAMPTZ, objects and arrays
 * JSON, and all that does not agree TEXT. Every column may be NULL, for no one has seen the whole
 * file. Names are folded to lower case where that keeps them apart. The option `time` names the
 * column of event time: numbers in it count from 1970 in `time_unit`.
 * @throws SqlError 22023 for options, 42501, 58P01 or 42809 for the path, 22P02 or 22P04 for a file
 * that cannot be read, 42703 for a `time` column that does not exist
 */
export async function inferFile(
  path: string,
  options: SourceOptions,
  filesDirectory: string,
): Promise<ConnectorColumns> {
  const config = fileConfig(path, options);
  const pieces = await FilePieces.open(await resolveFile(path, filesDirectory), path);
  try {
    const fields = await inferFields(pieces, config, path);
    return config.time === null ? { fields, watermark: null } : withEventTime(fields, config.time);
  } finally {
    await pieces.close();
  }
}

async function inferFields(
  pieces: FilePieces,
  config: FileConfig,
  path: string,
): Promise<readonly Field[]> {
  const head = await pieces.read(0, 0);
  const format = formatOf(config, head.bytes);
  for (let doublings = doublingsMin; ; doublings += 1) {
    const { bytes, isLast } = await pieces.read(0, doublings);
    const fields = guessColumns(format, bytes, isLast);
    if (fields.length > 0) return fields;
    if (isLast) {
      throw new SqlError(sqlState.badCopyFileFormat, `file "${path}" has no records`, {
        hint: 'Name the columns instead, or put a record into the file.',
      });
    }
  }
}

/** Makes a column the event time: its watermark is the greatest time so far. */
function withEventTime(fields: readonly Field[], name: string): ConnectorColumns {
  const exact = fields.findIndex((field) => field.name === name);
  const folded = name.toLowerCase();
  const column =
    exact >= 0 ? exact : fields.findIndex((field) => field.name.toLowerCase() === folded);
  const field = fields[column];
  if (field === undefined) throw unknownColumn(fields, name);
  return {
    fields: fields.map((other) => (other === field ? { ...field, type: timeType(field) } : other)),
    watermark: { column, delayMicros: 0 },
  };
}

function timeType({ name, type }: Field): Field['type'] {
  switch (type.kind) {
    case 'timestamp':
    case 'timestamptz':
      return type;
    case 'bigint':
    case 'double':
    case 'date':
      return { kind: 'timestamp' };
    default:
      throw new SqlError(
        sqlState.invalidParameterValue,
        `column "${name}" cannot be the event time: it is ${type.kind}`,
        { hint: 'Times are ISO 8601 text, or numbers since 1970 in the option time_unit.' },
      );
  }
}

function unknownColumn(fields: readonly Field[], name: string): SqlError {
  const names = fields.map((field) => field.name);
  const nearest = nearestName(name, names);
  return new SqlError(sqlState.undefinedColumn, `column "${name}" does not exist in the file`, {
    hint: nearest === null ? `Columns are ${names.join(', ')}.` : `Did you mean "${nearest}"?`,
  });
}
