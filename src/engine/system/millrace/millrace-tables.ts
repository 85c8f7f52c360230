import type { SystemTable } from '../system-table.ts';
import { errors, lateRows, operators, queries, stateSizes } from './queries.ts';
import { dependencies, functions, objects, server, settings } from './server.ts';
import { partitions, streams, tables, watermarks } from './streams.ts';

/** The relations of schema millrace: what runs, and how it is doing. */
export const millraceTables: readonly SystemTable[] = [
  queries,
  streams,
  tables,
  watermarks,
  lateRows,
  errors,
  stateSizes,
  operators,
  partitions,
  settings,
  objects,
  dependencies,
  functions,
  server,
];
