import type { Durability, TopicSettings } from '../api.ts';
import { decodeFront, encodeFront } from '../format/file-front.ts';

/** The name of the file in the directory of a topic. */
export const topicFileName = 'topic';

/** What a topic's directory says about it. */
export type TopicMeta = {
  readonly name: string;
  readonly settings: TopicSettings;
  /** Makes the checksums of this topic differ from those of every other. */
  readonly salt: number;
};

/** The content of the file: a front whose payload is JSON, the schema in base64. */
export function encodeTopicMeta({ name, settings, salt }: TopicMeta): Uint8Array {
  const { partitions, durability } = settings;
  const schemas = [{ id: 1, bytes: Buffer.from(settings.schema).toString('base64') }];
  const text = JSON.stringify({ name, partitions, durability, schemas, salt });
  return encodeFront('topic', new TextEncoder().encode(text));
}

/** Reads the content of the file; null when it is damaged. @throws SqlError 55000 when it is of a newer format. */
export function decodeTopicMeta(bytes: Uint8Array, path: string): TopicMeta | null {
  const front = decodeFront('topic', bytes, path);
  if (front === null) return null;
  const value: unknown = JSON.parse(new TextDecoder().decode(front.payload));
  if (!isStored(value)) return null;
  const schema = new Uint8Array(Buffer.from(value.schemas[0]?.bytes ?? '', 'base64'));
  const { partitions, durability } = value;
  return { name: value.name, settings: { partitions, durability, schema }, salt: value.salt };
}

type Stored = {
  readonly name: string;
  readonly partitions: number;
  readonly durability: Durability;
  readonly schemas: readonly { readonly id: number; readonly bytes: string }[];
  readonly salt: number;
};

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { name, partitions, durability, schemas, salt } = value as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof partitions === 'number' &&
    typeof salt === 'number' &&
    (durability === 'durable' || durability === 'relaxed') &&
    Array.isArray(schemas) &&
    schemas.length === 1
  );
}
