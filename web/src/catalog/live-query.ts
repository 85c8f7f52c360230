import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import { quoted } from '../editor/completions.ts';

/** The query that shows an object live. */
export function liveQuery({ name }: ObjectInfo): string {
  return `SELECT * FROM ${quoted(name)} EMIT CHANGES`;
}
