import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { NewTopicSettings, TopicSettings } from '../api.ts';

const mebibyte = 1024 * 1024;
/** Positions in a segment have 32 bits. */
const segmentBytesLimit = 2048 * mebibyte;
const batchBytesLimit = 256 * mebibyte;
const partitionsMax = 1024;

/** What a topic is like unless it is told otherwise. */
export const defaultTopicSettings: TopicSettings = {
  partitions: 1,
  durability: 'durable',
  schema: new Uint8Array(0),
  retentionMs: null,
  retentionBytes: null,
  segmentBytesMax: 128 * mebibyte,
  segmentAgeMsMax: null,
  compaction: null,
  batchBytesMax: batchBytesLimit,
  compression: 'none',
};

/** Whole settings from some. @throws SqlError 22023 for one that is out of its range */
export function topicSettings(
  some: NewTopicSettings,
  base: TopicSettings = defaultTopicSettings,
): TopicSettings {
  const settings = { ...base, ...some };
  checkSettings(settings);
  return settings;
}

/** Whether a topic may have this name: Kafka's rule. */
export function isTopicName(name: string): boolean {
  return /^[A-Za-z0-9._-]{1,249}$/.test(name) && name !== '.' && name !== '..';
}

function checkSettings(settings: TopicSettings): void {
  const { partitions, segmentBytesMax, batchBytesMax, retentionMs, retentionBytes } = settings;
  checkRange('partitions', partitions, 1, partitionsMax);
  checkRange('segment bytes', segmentBytesMax, 1, segmentBytesLimit);
  checkRange('batch bytes', batchBytesMax, 1, batchBytesLimit);
  if (retentionMs !== null) checkRange('retention time', retentionMs, 0, Number.MAX_SAFE_INTEGER);
  if (retentionBytes !== null) {
    checkRange('retention bytes', retentionBytes, 0, Number.MAX_SAFE_INTEGER);
  }
  if (settings.segmentAgeMsMax !== null) {
    checkRange('segment age', settings.segmentAgeMsMax, 1, Number.MAX_SAFE_INTEGER);
  }
  if (settings.compaction !== null) {
    const { minAgeMs, tombstoneMs, dirtyRatioMin } = settings.compaction;
    checkRange('compaction age', minAgeMs, 0, Number.MAX_SAFE_INTEGER);
    checkRange('tombstone time', tombstoneMs, 0, Number.MAX_SAFE_INTEGER);
    if (!(dirtyRatioMin >= 0 && dirtyRatioMin <= 1)) throw outOfRange('dirty ratio', '0 to 1');
  }
}

function checkRange(what: string, value: number, from: number, to: number): void {
  if (Number.isSafeInteger(value) && value >= from && value <= to) return;
  throw outOfRange(what, `${from} to ${to}`);
}

function outOfRange(what: string, range: string): SqlError {
  return new SqlError(sqlState.invalidParameterValue, `the ${what} of a topic must be ${range}`);
}
