import { extname } from 'node:path';
import { JsonScanner } from '../../data/json-scanner.ts';
import type { RecordFormat } from '../../data/records/record-reader.ts';
import type { TimeUnit } from '../../data/time-unit.ts';
import { OptionReader } from '../option-reader.ts';
import type { SourceOptions } from '../source-reader.ts';

const extensions: ReadonlyMap<string, RecordFormat> = new Map([
  ['.csv', 'csv'],
  ['.json', 'json'],
  ['.geojson', 'json'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
]);

const formats: readonly RecordFormat[] = ['json', 'ndjson', 'csv'];

/** A source that is a file. */
export type FileConfig = {
  readonly format: RecordFormat;
  /** Whether the format was not said but follows from the name: a .json may be JSON lines. */
  readonly guessed: boolean;
  /** The column of event time, as it was named; null for none. */
  readonly time: string | null;
  readonly timeUnit: TimeUnit;
};

/** Reads the options of a file. @throws SqlError 22023 naming the option at fault */
export function fileConfig(path: string, options: SourceOptions): FileConfig {
  const reader = new OptionReader('file', options);
  reader.text('path');
  const named = extensions.get(extname(path).toLowerCase());
  if (named === undefined && reader.text('format') === null) {
    const hint = "Say which it is: WITH (format = 'csv'), 'json' or 'ndjson'.";
    throw reader.refusal('format', `unknown from the name ${path}`, hint);
  }
  const config: FileConfig = {
    format: reader.word('format', formats, named ?? 'json'),
    guessed: reader.text('format') === null,
    time: reader.text('time'),
    timeUnit: reader.word('time_unit', ['s', 'ms', 'us', 'ns'], 'ms'),
  };
  reader.finish();
  return config;
}

/** The format of a file that begins with `head`: a .json whose first line is an object is JSON lines. */
export function formatOf({ format, guessed }: FileConfig, head: Uint8Array): RecordFormat {
  if (!guessed || format !== 'json') return format;
  const scanner = new JsonScanner();
  const start = head[0] === 0xef ? 3 : 0;
  const at = scanner.space(head, start, head.length);
  const lineEnd = head.indexOf(10, at);
  if (head[at] !== 123 || lineEnd < 0) return format;
  const more = scanner.space(head, lineEnd, head.length) < head.length;
  return more && scanner.isValue(head, at, lineEnd) ? 'ndjson' : 'json';
}
