import type { TopicSettings } from '../api.ts';
import { decodeFront, encodeFront } from '../format/file-front.ts';
import { topicSettings } from './topic-settings.ts';

/** The name of the file in the directory of a topic. */
export const topicFileName = 'topic';
/** The same once more, for when one of the two is damaged; the first counts while it is whole. */
export const topicFileNames = [topicFileName, 'topic.copy'] as const;

/** What a topic's directory says about it. */
export type TopicMeta = {
  /** The name of the directory that it is about; missing in files of format 1. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly settings: TopicSettings;
  /** Makes the checksums of this topic differ from those of every other. */
  readonly salt: number;
};

/** The content of the file: a front whose payload is JSON, the schema in base64. */
export function encodeTopicMeta({ id, name, settings, salt }: TopicMeta): Uint8Array {
  const { schema, ...rest } = settings;
  const schemas = [{ id: 1, bytes: Buffer.from(schema).toString('base64') }];
  return encodeFront(
    'topic',
    new TextEncoder().encode(JSON.stringify({ id, name, salt, schemas, ...rest })),
  );
}

/** Reads the content of the file; null when it is damaged. @throws SqlError 55000 when it is of a newer format. */
export function decodeTopicMeta(bytes: Uint8Array, path: string): TopicMeta | null {
  const front = decodeFront('topic', bytes, path);
  if (front === null) return null;
  const value: unknown = JSON.parse(new TextDecoder().decode(front.payload));
  if (!isStored(value)) return null;
  const { id, name, salt, schemas, ...settings } = value;
  const schema = new Uint8Array(Buffer.from(schemas[0]?.bytes ?? '', 'base64'));
  // A file of format 1 has few settings: the others are what they always were.
  return { id, name, salt, settings: topicSettings({ ...settings, schema }) };
}

/** The same for the directory of a topic; null for the file of another one, too. */
export function decodeOwnMeta(bytes: Uint8Array, path: string, ownId: string): TopicMeta | null {
  const meta = decodeTopicMeta(bytes, path);
  return meta === null || (meta.id ?? ownId) !== ownId ? null : meta;
}

type Stored = Partial<Omit<TopicSettings, 'schema'>> & {
  readonly id?: string;
  readonly name: string;
  readonly schemas: readonly { readonly id: number; readonly bytes: string }[];
  readonly salt: number;
};

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, partitions, durability, schemas, salt } = value as Record<string, unknown>;
  return (
    (id === undefined || typeof id === 'string') &&
    typeof name === 'string' &&
    typeof partitions === 'number' &&
    typeof salt === 'number' &&
    (durability === 'durable' || durability === 'relaxed' || durability === 'memory') &&
    Array.isArray(schemas) &&
    schemas.length === 1
  );
}
