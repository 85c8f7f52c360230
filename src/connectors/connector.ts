import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import { datagenConfig } from './datagen/datagen-config.ts';
import { DatagenReader } from './datagen/datagen-reader.ts';
import { fileConfig } from './file/file-config.ts';
import { FileReader } from './file/file-reader.ts';
import { nexmarkConfig } from './nexmark/nexmark-config.ts';
import { nexmarkFields } from './nexmark/nexmark-fields.ts';
import { NexmarkReader } from './nexmark/nexmark-reader.ts';
import type { SourceOptions, SourceReader } from './source-reader.ts';

/** What a connector needs to know of the stream that it fills. */
export type SourceRequest = {
  readonly connector: string;
  readonly options: SourceOptions;
  readonly fields: readonly Field[];
  /** When the stream was made, microseconds since 1970: where a source with a pace begins. */
  readonly startMicros: number;
  /** Files are read only below this directory. */
  readonly filesDirectory: string;
};

/** The columns and the watermark of a stream whose connector decides them. */
export type ConnectorColumns = {
  readonly fields: readonly Field[];
  readonly watermark: { readonly column: number; readonly delayMicros: number } | null;
};

/** Nexmark's watermark: datetime − 4 seconds. */
const nexmarkDelayMicros = 4_000_000;

/**
 * The columns that a connector brings along; null when the statement has to name them.
 * @throws SqlError 22023 for an option that the connector does not have or take, 42704 for a
 * connector that does not exist.
 */
export function connectorFields(options: SourceOptions): ConnectorColumns | null {
  const connector = String(options['connector']);
  if (connector === 'datagen') return null;
  if (connector !== 'nexmark') throw unknownConnector(connector);
  const fields = nexmarkFields(nexmarkConfig(options).kind);
  const column = fields.findIndex((field) => field.name === 'datetime');
  return { fields, watermark: { column, delayMicros: nexmarkDelayMicros } };
}

/**
 * Checks the options of a connector against the columns of the stream that it is to fill.
 * @throws SqlError as `connectorFields`
 */
export function checkSource(options: SourceOptions, fields: readonly Field[]): void {
  const connector = String(options['connector']);
  if (connector === 'datagen') datagenConfig(options, fields);
  else connectorFields(options);
}

/**
 * Opens the reader of a source at its first row. A file is named by the option `path` and opened
 * only when its first row is asked for. @throws SqlError as `connectorFields`
 */
export async function openSource(request: SourceRequest): Promise<SourceReader> {
  const { connector, options, fields, startMicros } = request;
  switch (connector) {
    case 'nexmark':
      return new NexmarkReader(nexmarkConfig(options), Math.floor(startMicros / 1000));
    case 'datagen':
      return new DatagenReader(datagenConfig(options, fields), fields, startMicros);
    case 'file':
      return openFile(request);
    default:
      throw unknownConnector(connector);
  }
}

function openFile({ options, fields, filesDirectory }: SourceRequest): SourceReader {
  const path = String(options['path'] ?? '');
  const config = fileConfig(path, options);
  const target = { fields, defaults: fields.map(() => null), timeUnit: config.timeUnit };
  return new FileReader({ path, filesDirectory, config, target });
}

function unknownConnector(connector: string): SqlError {
  return new SqlError(sqlState.undefinedObject, `connector "${connector}" does not exist`, {
    hint: "Connectors are 'nexmark' and 'datagen'; files are read by CREATE STREAM … FROM 'path'.",
  });
}
