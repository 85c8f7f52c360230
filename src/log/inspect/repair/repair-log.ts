import { crc32c } from '@node-rs/crc32';
import type { Disk } from '../../../common/disk.ts';
import { decodeFront, encodeFront, replaceFile } from '../../format/file-front.ts';
import { writeTopicFiles } from '../../topic/topic-files.ts';
import { encodeTopicMeta, type TopicMeta, topicFileName } from '../../topic/topic-meta.ts';
import { type ListedTopic, listTopics } from '../list-topics.ts';
import { listDirectory, readSmallFile } from '../read-disk.ts';
import type { CheckColumns } from '../verify/check-body.ts';
import { change, type RepairTools } from './repair-events.ts';
import { repairPartition } from './repair-partition.ts';
import { restoreTopic } from './restore-topic.ts';

export type LogRepair = {
  readonly tools: RepairTools;
  /** The directory that has `topics`; the caller holds its lock. */
  readonly directory: string;
  /** What looks into bodies of columns of a topic with this schema. */
  readonly columnsCheck: (schema: Uint8Array) => CheckColumns;
};

/**
 * Repairs a log: cuts torn tails off, removes leftovers, makes what follows from the segments again, and
 * writes segments anew without what cannot be read, which it tells. Offsets stay. Afterwards a check
 * finds no damage. Answers how many rows are lost. @throws SqlError 55000, errors of the file system
 */
export async function repairLog(repair: LogRepair): Promise<number> {
  const { tools, directory } = repair;
  await repairLogFile(repair);
  const { topics, leftovers } = await listTopics(tools.disk, directory);
  for (const id of leftovers.filter((name) => name.includes('.'))) {
    const path = `${directory}/topics/${id}`;
    await change(tools, `${path}: a leftover, removed`, () => removeTree(tools.disk, path));
  }
  const names = new Set(topics.flatMap(({ meta }) => meta?.name ?? []));
  let lostRows = 0;
  for (const topic of topics) {
    const meta = topic.meta ?? (await restored(repair, topic, names));
    if (topic.meta !== null) await repairTopicFiles(repair, topic, topic.meta);
    names.add(meta.name);
    lostRows += await repairTopic(repair, topic, meta);
  }
  return lostRows;
}

async function repairLogFile({ tools, directory }: LogRepair): Promise<void> {
  const path = `${directory}/log`;
  const bytes = await readSmallFile(tools.disk, path);
  if (bytes !== null && decodeFront('log', bytes, path) !== null) return;
  const what = bytes === null ? 'missing' : 'damaged';
  await change(tools, `${path}: ${what}, made again`, () =>
    replaceFile(tools.disk, directory, 'log', encodeFront('log', new Uint8Array(0))),
  );
}

async function restored(
  { tools }: LogRepair,
  topic: ListedTopic,
  names: ReadonlySet<string>,
): Promise<TopicMeta> {
  const path = `${topic.directory}/${topicFileName}`;
  const { meta, lost } = await restoreTopic(tools.disk, topic, names);
  const what = lost.length === 0 ? 'nothing is lost' : lost.join(', ');
  await change(tools, `${path}: damaged, restored as topic "${meta.name}": ${what}`, () =>
    writeTopicFiles(tools.disk, topic.directory, { ...meta, id: topic.id }),
  );
  return meta;
}

/** One of the two files is damaged. */
async function repairTopicFiles(
  { tools }: LogRepair,
  { directory, damaged }: ListedTopic,
  meta: TopicMeta,
): Promise<void> {
  for (const name of damaged) {
    await change(tools, `${directory}/${name}: damaged, made again from its copy`, () =>
      replaceFile(tools.disk, directory, name, encodeTopicMeta(meta)),
    );
  }
}

async function repairTopic(
  { tools, columnsCheck }: LogRepair,
  { directory, partitions }: ListedTopic,
  { settings, salt }: TopicMeta,
): Promise<number> {
  let lostRows = 0;
  for (let index = 0; index < settings.partitions; index += 1) {
    if (settings.durability === 'memory' && !partitions.includes(index)) continue;
    lostRows += await repairPartition({
      tools,
      schema: settings.schema,
      checkColumns: columnsCheck(settings.schema),
      place: {
        disk: tools.disk,
        directory: `${directory}/${index}`,
        salt: crc32c(String(index), salt),
        durability: settings.durability,
        isHeld: () => false,
      },
    });
  }
  return lostRows;
}

async function removeTree(disk: Disk, directory: string): Promise<void> {
  for (const entry of await disk.list(directory)) {
    const path = `${directory}/${entry}`;
    const isDirectory = /^\d+$/.test(entry) && (await listDirectory(disk, path)) !== null;
    if (isDirectory) await removeTree(disk, path);
    else await disk.remove(path);
  }
  await disk.removeDirectory(directory);
}
