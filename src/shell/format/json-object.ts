import type { Column, Row } from '../../protocol/messages.ts';

/**
 * A row as a JSON object on one line, its members in the order of the columns. Values are written
 * as on the wire: BIGINT and NUMERIC are strings, so that no reader rounds them.
 */
export function jsonObject(columns: readonly Column[], row: Row): string {
  const members = columns.map(
    ({ name }, c) => `${JSON.stringify(name)}:${JSON.stringify(row[c] ?? null)}`,
  );
  return `{${members.join(',')}}`;
}
