import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { TopicPartition } from '../api.ts';

/** 22023: Kafka would not take this name. */
export function badName(name: string): SqlError {
  return new SqlError(sqlState.invalidParameterValue, `"${name}" is no name of a topic`, {
    hint: 'Names have 1 to 249 of the characters A-Z a-z 0-9 . _ and -.',
  });
}

/** 42710: there is one of this name. */
export function duplicateTopic(name: string): SqlError {
  return new SqlError(sqlState.duplicateObject, `topic "${name}" already exists`);
}

/** 42704: there is none of this name. */
export function unknownTopic(name: string): SqlError {
  return new SqlError(sqlState.undefinedObject, `topic "${name}" does not exist`);
}

/** 42704: the topic, or so many partitions of it, are not there. */
export function unknownPartition({ topic, partition }: TopicPartition): SqlError {
  return new SqlError(sqlState.undefinedObject, `topic "${topic}" has no partition ${partition}`);
}

/** 22023: rows of a key would change their partition without being moved. */
export function fewerPartitions(name: string, partitions: number): SqlError {
  return new SqlError(
    sqlState.invalidParameterValue,
    `the partitions of topic "${name}" cannot become fewer`,
    { detail: `It has ${partitions}.` },
  );
}

/** XX001: what the topic is cannot be read. */
export function damagedTopic(path: string): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'a topic is damaged', {
    detail: `The file ${path} is missing or cannot be read.`,
    hint: 'Restore the file from a copy, or move the directory of the topic away.',
  });
}
