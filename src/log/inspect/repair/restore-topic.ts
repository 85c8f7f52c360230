import type { TopicSettings } from '../../api.ts';
import { decodeFront } from '../../format/file-front.ts';
import { readSegmentFront } from '../../segment/segment-front.ts';
import { segmentName } from '../../segment/segment-name.ts';
import { decodeTopicMeta, type TopicMeta, topicFileName } from '../../topic/topic-meta.ts';
import { isTopicName, topicSettings } from '../../topic/topic-settings.ts';
import type { ListedTopic } from '../list-topics.ts';
import { listPartition } from '../partition-files.ts';
import { type ReadDisk, readSmallFile } from '../read-disk.ts';
import { recoverSalt } from './recover-salt.ts';

/** A topic that was put together again, and what of it is a guess. */
export type RestoredTopic = { readonly meta: TopicMeta; readonly lost: readonly string[] };

/**
 * What a topic whose file is damaged was: the file itself when one byte of it is wrong, else what can
 * be read of it, and what the segments say. `names` are those that others have.
 */
export async function restoreTopic(
  disk: ReadDisk,
  topic: ListedTopic,
  names: ReadonlySet<string>,
): Promise<RestoredTopic> {
  const path = `${topic.directory}/${topicFileName}`;
  const bytes = await readSmallFile(disk, path);
  const mended = bytes === null ? null : mendByte(bytes, path);
  if (mended !== null) return { meta: mended, lost: [] };
  const said = bytes === null ? '' : Buffer.from(bytes).toString('latin1');
  const segments = await fromSegments(disk, topic);
  const lost: string[] = [];
  const kept = <T>(what: string, value: T | null, fallback: T): T => {
    if (value === null) lost.push(`${what} is now ${String(fallback)}`);
    return value ?? fallback;
  };
  const name = kept('its name', nameIn(said, names), `restored-${topic.id}`);
  const durability = kept('its durability', durabilityIn(said), 'durable' as const);
  lost.push('its other settings are those of a new topic');
  const partitions = Math.max(1, (topic.partitions.at(-1) ?? 0) + 1);
  const schema = segments.schema ?? new Uint8Array(0);
  const salt = segments.salt ?? numberIn(said, 'salt') ?? 0;
  return {
    meta: { name, salt, settings: topicSettings({ partitions, durability, schema }) },
    lost,
  };
}

/** The file with one byte changed so that its checksum fits; null when it is damaged further. */
function mendByte(bytes: Uint8Array, path: string): TopicMeta | null {
  if (bytes.length > mendableBytesMax) return null;
  const tried = new Uint8Array(bytes);
  for (let at = 0; at < tried.length; at += 1) {
    const was = tried[at] as number;
    for (let byte = 0; byte < 256; byte += 1) {
      tried[at] = byte;
      const meta = byte === was ? null : whole(tried, path);
      if (meta !== null) return meta;
    }
    tried[at] = was;
  }
  return null;
}

/** Trying takes the square of the bytes. */
const mendableBytesMax = 8 * 1024;

function whole(bytes: Uint8Array, path: string): TopicMeta | null {
  try {
    return decodeFront('topic', bytes, path) === null ? null : decodeTopicMeta(bytes, path);
  } catch {
    return null;
  }
}

function nameIn(text: string, names: ReadonlySet<string>): string | null {
  const name = /"name":"([^"]*)"/.exec(text)?.[1] ?? '';
  return isTopicName(name) && !names.has(name) ? name : null;
}

function durabilityIn(text: string): TopicSettings['durability'] | null {
  const found = /"durability":"(durable|relaxed|memory)"/.exec(text)?.[1];
  return (found as TopicSettings['durability'] | undefined) ?? null;
}

function numberIn(text: string, name: string): number | null {
  const found = new RegExp(`"${name}":(\\d+)`).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** What the first readable front and batch say. */
async function fromSegments(
  disk: ReadDisk,
  { directory, partitions }: ListedTopic,
): Promise<{ readonly schema: Uint8Array | null; readonly salt: number | null }> {
  let [schema, salt]: [Uint8Array | null, number | null] = [null, null];
  for (const partition of partitions) {
    const path = `${directory}/${partition}`;
    const files = await listPartition(disk, path);
    for (const range of files?.segments ?? []) {
      schema ??= await schemaIn(disk, `${path}/${segmentName(range)}`);
      salt ??= await recoverSalt(disk, path, partition, range);
      if (schema !== null && salt !== null) return { schema, salt };
    }
  }
  return { schema, salt };
}

async function schemaIn(disk: ReadDisk, path: string): Promise<Uint8Array | null> {
  const file = await disk.open(path, 'read');
  try {
    return (await readSegmentFront(file, path))?.schemas[0] ?? null;
  } finally {
    await file.close();
  }
}
