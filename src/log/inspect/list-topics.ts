import {
  decodeOwnMeta,
  type TopicMeta,
  topicFileName,
  topicFileNames,
} from '../topic/topic-meta.ts';
import { listDirectory, type ReadDisk, readSmallFile } from './read-disk.ts';

/** A topic as its directory shows it. */
export type ListedTopic = {
  /** The name of its directory under `topics`. */
  readonly id: string;
  readonly directory: string;
  /** Null when its file and the copy of it are missing or damaged. */
  readonly meta: TopicMeta | null;
  /** Which of the two files are damaged, or missing though they should be there. */
  readonly damaged: readonly string[];
  /** Its partitions that have a directory, ascending. */
  readonly partitions: readonly number[];
};

/** The topics of a log and what else lies among them. */
export type TopicListing = {
  /** By id; of two of a name only the later one. */
  readonly topics: readonly ListedTopic[];
  /** Names of directories that the next open removes: half made, half deleted, or of a name that another has. */
  readonly leftovers: readonly string[];
};

/** Reads what topics a log has, writing nothing. @throws SqlError 55000 for a file of a newer format */
export async function listTopics(disk: ReadDisk, logDirectory: string): Promise<TopicListing> {
  const root = `${logDirectory}/topics`;
  const entries = (await listDirectory(disk, root)) ?? [];
  const ids = entries.filter((entry) => /^\d+$/.test(entry)).toSorted((a, b) => +a - +b);
  const listed: ListedTopic[] = [];
  for (const id of ids) {
    const topic = await readTopic(disk, `${root}/${id}`, id);
    if (topic !== null) listed.push(topic);
  }
  const topics = listed.filter((topic, index) => !isReplaced(topic, listed.slice(index + 1)));
  const replaced = listed.filter((topic) => !topics.includes(topic)).map(({ id }) => id);
  const unfinished = entries.filter((entry) => /^\d+\.(?:new|deleted)$/.test(entry));
  return { topics, leftovers: [...unfinished, ...replaced] };
}

function isReplaced({ meta }: ListedTopic, later: readonly ListedTopic[]): boolean {
  return meta !== null && later.some((topic) => topic.meta?.name === meta.name);
}

/** Null when the topic was deleted meanwhile. */
async function readTopic(
  disk: ReadDisk,
  directory: string,
  id: string,
): Promise<ListedTopic | null> {
  const entries = await listDirectory(disk, directory);
  if (entries === null) return null;
  const damaged: string[] = [];
  let meta: TopicMeta | null = null;
  for (const name of topicFileNames) {
    const path = `${directory}/${name}`;
    const bytes = await readSmallFile(disk, path);
    const said = bytes === null ? null : decodeMeta(bytes, path, id);
    // Directories of version 0.1.0 have no copies.
    if (said === null && (bytes !== null || name === topicFileName)) damaged.push(name);
    meta ??= said;
  }
  const found = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const partitions = found.toSorted((a, b) => a - b);
  return { id, directory, meta, damaged, partitions };
}

/** A payload that is no JSON under a checksum that fits would be ours to explain; here it is damage. */
function decodeMeta(bytes: Uint8Array, path: string, id: string): TopicMeta | null {
  try {
    return decodeOwnMeta(bytes, path, id);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
