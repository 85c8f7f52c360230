import type { Schema } from './batch.ts';

/** The bytes by which a topic remembers a schema: JSON of its fields, and of the columns of its key. */
export function encodeSchema(schema: Schema, key: readonly number[] = []): Uint8Array {
  const { fields } = schema;
  return new TextEncoder().encode(JSON.stringify(key.length === 0 ? { fields } : { fields, key }));
}

/** The columns of the key (indexes of fields) in a topic's schema; null when it has none. */
export function schemaKey(bytes: Uint8Array): readonly number[] | null {
  if (bytes.length === 0) return null;
  const schema: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof schema !== 'object' || schema === null || !('key' in schema)) return null;
  const { key } = schema;
  return Array.isArray(key) && key.every(Number.isInteger) ? key : null;
}
