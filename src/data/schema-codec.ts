import type { Schema } from './batch.ts';

/** The bytes by which a topic remembers a schema: JSON of its fields. */
export function encodeSchema(schema: Schema): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ fields: schema.fields }));
}
