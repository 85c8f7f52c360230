import { crc32c } from '@node-rs/crc32';
import { decodeFront } from '../../format/file-front.ts';
import { segmentName } from '../../segment/segment-name.ts';
import { type ListedTopic, listTopics } from '../list-topics.ts';
import { listPartition } from '../partition-files.ts';
import type { PartitionPlace } from '../partition-place.ts';
import { fileBytes, type ReadDisk, readSmallFile } from '../read-disk.ts';
import type { CheckColumns } from './check-body.ts';
import { recordCheck } from './check-internal-records.ts';
import { damage, note, type VerifyEvents } from './finding.ts';
import { verifyPartition } from './verify-partition.ts';

export type LogCheck = {
  readonly disk: ReadDisk;
  /** The directory that has `topics`. */
  readonly directory: string;
  readonly isHeld: () => boolean;
  /** What looks into bodies of columns of a topic with this schema. */
  readonly columnsCheck: (schema: Uint8Array) => CheckColumns;
  readonly events: VerifyEvents;
  /** Null: all. */
  readonly topic: string | null;
};

/** Bytes of all segments that a check will look at. */
export async function bytesToVerify({
  disk,
  directory,
  topic,
}: Pick<LogCheck, 'disk' | 'directory' | 'topic'>): Promise<number> {
  let bytes = 0;
  for (const listed of await wantedTopics(disk, directory, topic)) {
    for (const partition of listed.partitions) {
      const path = `${listed.directory}/${partition}`;
      const files = await listPartition(disk, path);
      for (const range of files?.segments ?? []) {
        bytes += await fileBytes(disk, `${path}/${segmentName(range)}`);
      }
    }
  }
  return bytes;
}

async function wantedTopics(
  disk: ReadDisk,
  directory: string,
  name: string | null,
): Promise<readonly ListedTopic[]> {
  const { topics } = await listTopics(disk, directory);
  if (name === null) return topics;
  return topics.filter(({ meta, id }) => meta?.name === name || id === name);
}

/**
 * Checks every file of a log, writing nothing, while a server may be running. What it finds goes to
 * `events.found`. @throws SqlError 55000 when a file is of a newer format, errors of the file system
 */
export async function verifyLog(check: LogCheck): Promise<void> {
  const { disk, directory, events } = check;
  if (check.topic === null) {
    await verifyLogFile(check);
    const { leftovers } = await listTopics(disk, directory);
    if (!check.isHeld()) {
      for (const id of leftovers) {
        const path = `${directory}/topics/${id}`;
        events.found(note(path, 'a leftover, the next open removes it'));
      }
    }
  }
  for (const topic of await wantedTopics(disk, directory, check.topic)) {
    await verifyTopic(check, topic);
  }
}

async function verifyLogFile({ disk, directory, events }: LogCheck): Promise<void> {
  const path = `${directory}/log`;
  const bytes = await readSmallFile(disk, path);
  if (bytes === null) events.found(note(path, 'missing: the next open makes it'));
  else if (decodeFront('log', bytes, path) === null) events.found(damage(path, 'damaged'));
}

async function verifyTopic(check: LogCheck, topic: ListedTopic): Promise<void> {
  const { events } = check;
  const { meta, directory, partitions } = topic;
  if (meta === null) {
    events.found(damage(`${directory}/topic`, 'the file of the topic is damaged or missing'));
    return;
  }
  for (const name of topic.damaged) {
    const what = 'damaged or missing, but there are two: the next open makes it again';
    events.found(damage(`${directory}/${name}`, what));
  }
  const { settings } = meta;
  for (let index = 0; index < settings.partitions; index += 1) {
    const path = `${directory}/${index}`;
    const isThere = partitions.includes(index);
    if (isThere) await verifyOne(check, topic, index);
    else if (settings.durability !== 'memory') {
      events.found(damage(path, 'the directory of the partition is missing'));
    }
  }
  for (const index of partitions.filter((found) => found >= settings.partitions)) {
    events.found(note(`${directory}/${index}`, 'no partition of the topic'));
  }
}

async function verifyOne(check: LogCheck, topic: ListedTopic, index: number): Promise<void> {
  const { disk, isHeld, columnsCheck, events } = check;
  const { meta, directory } = topic;
  const place: PartitionPlace = {
    disk,
    directory: `${directory}/${index}`,
    salt: crc32c(String(index), meta?.salt ?? 0),
    durability: meta?.settings.durability ?? 'durable',
    isHeld,
  };
  const checkRecords = recordCheck(meta?.name ?? '');
  const { transactions } = await verifyPartition({
    place,
    checkColumns: columnsCheck(meta?.settings.schema ?? new Uint8Array(0)),
    events,
    seen: (head, body) => {
      const wrong = head.control ? null : checkRecords(head, body);
      if (wrong !== null) events.found(damage(place.directory, wrong));
    },
  });
  for (const { producerId, epoch, firstOffset } of transactions.open()) {
    const who = `producer ${producerId} epoch ${epoch}`;
    const message = `a transaction of ${who} from offset ${firstOffset} on has no end yet`;
    events.found(note(place.directory, message));
  }
}
