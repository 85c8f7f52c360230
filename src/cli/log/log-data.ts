import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ListedTopic } from '../../log/inspect/list-topics.ts';
import { LogView } from '../../log/inspect/log-view.ts';
import type { TopicMeta } from '../../log/topic/topic-meta.ts';
import type { LogWorld } from './log-world.ts';

/** A topic whose file can be read. */
export type KnownTopic = ListedTopic & { readonly meta: TopicMeta };

/** The log of a data directory as the tools look at it. */
export type LogData = {
  readonly view: LogView;
  /** Whether a process has the log open, as far as is known. */
  readonly isHeld: () => boolean;
  /** Looks whether a process has opened it meanwhile: from then on what it has not synced is not shown. */
  readonly lookForHolder: () => Promise<void>;
};

/** @throws SqlError 58P01 when there is no log, 55000 when it is of a newer format */
export async function openLogData(world: LogWorld, dataDirectory: string): Promise<LogData> {
  let isHeld = false;
  const view = await LogView.open(world.disk, dataDirectory, () => isHeld);
  const lookForHolder = async (): Promise<void> => {
    isHeld ||= await world.isLockHeld(`${view.directory}/lock`);
  };
  await lookForHolder();
  return { view, isHeld: () => isHeld, lookForHolder };
}

/** The topic of a name, or of an id where no name fits. @throws SqlError 42704 when there is none, XX001 when its file is damaged */
export async function findTopic(view: LogView, name: string): Promise<KnownTopic> {
  const topics = await view.topics();
  const topic =
    topics.find(({ meta }) => meta?.name === name) ?? topics.find(({ id }) => id === name);
  if (topic === undefined) throw unknownTopic(name, topics);
  const { meta } = topic;
  if (meta === null) throw damagedTopic(topic);
  return { ...topic, meta };
}

function unknownTopic(name: string, topics: readonly ListedTopic[]): SqlError {
  const names = topics.flatMap(({ meta }) => meta?.name ?? []);
  const nearest = nearestName(name, names);
  return new SqlError(sqlState.undefinedObject, `there is no topic "${name}"`, {
    hint:
      nearest === null
        ? 'millrace log topics shows which there are.'
        : `Did you mean "${nearest}"?`,
  });
}

function damagedTopic({ id, directory }: ListedTopic): SqlError {
  return new SqlError(sqlState.dataCorrupted, `the topic ${id} is damaged`, {
    detail: `The file ${directory}/topic cannot be read.`,
    hint: 'millrace log repair restores it from the segments as far as it can.',
  });
}
