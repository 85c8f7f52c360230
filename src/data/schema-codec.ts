import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field, Schema } from './batch.ts';

/** The bytes by which a topic remembers a schema: JSON of its fields. */
export function encodeSchema(schema: Schema): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ fields: schema.fields }));
}

/** The schema of `encodeSchema`'s bytes. @throws SqlError XX001 when they are no schema. */
export function decodeSchema(bytes: Uint8Array): Schema {
  const value = parse(new TextDecoder().decode(bytes));
  if (!isSchema(value)) throw new SqlError(sqlState.dataCorrupted, 'a stored schema is damaged');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSchema(value: unknown): value is Schema {
  return isObject(value) && Array.isArray(value['fields']) && value['fields'].every(isField);
}

function isField(value: unknown): value is Field {
  if (!isObject(value) || !isObject(value['type'])) return false;
  return (
    typeof value['name'] === 'string' &&
    typeof value['nullable'] === 'boolean' &&
    typeof value['type']['kind'] === 'string'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
