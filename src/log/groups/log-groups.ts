import type { Clock } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type {
  BodyFormat,
  GroupConsumer,
  GroupConsumerOptions,
  GroupDescription,
  GroupLag,
  GroupMember,
  GroupOffset,
  Groups,
  Partition,
  TopicPartition,
} from '../api.ts';
import type { TopicDirectory } from '../topic/internal-topic.ts';
import { unknownPartition } from '../topic/topic-errors.ts';
import type { OffsetCommit } from '../transactions/log-transaction.ts';
import { GroupMembers } from './group-members.ts';
import { type ConsumerWorld, LogGroupConsumer } from './log-group-consumer.ts';
import { OffsetStore } from './offset-store.ts';
import { partitionLag } from './partition-lag.ts';

/** What groups need of the log. */
export type GroupsWorld = {
  readonly topics: TopicDirectory;
  readonly clock: Clock;
  readonly bodies: BodyFormat;
  readonly newCursor: ConsumerWorld['newCursor'];
  /** A number that was never handed out before. */
  readonly newId: () => Promise<number>;
};

/** See `Groups`. Members are known to this process only; with the process all of them are gone. */
export class LogGroups implements Groups {
  readonly #world: GroupsWorld;
  readonly #store: OffsetStore;
  readonly #members = new Map<string, GroupMembers>();

  constructor(world: GroupsWorld) {
    this.#world = world;
    this.#store = new OffsetStore(world.topics, world.clock);
  }

  async list(): Promise<readonly string[]> {
    await this.#store.load();
    const joined = [...this.#members].filter(([, members]) => !members.isEmpty);
    return [...new Set([...this.#store.groups(), ...joined.map(([group]) => group)])];
  }

  async describe(group: string): Promise<GroupDescription | null> {
    await this.#store.load();
    const members = this.#members.get(group);
    const offsets = this.#store.all(group);
    if (offsets.length === 0 && (members?.isEmpty ?? true)) return null;
    return {
      group,
      generation: members?.generation ?? this.#store.generation(group),
      members: (members?.all() ?? []).map(({ memberId, topics }) => ({
        memberId,
        topics,
        assignment: members?.assignmentOf(memberId) ?? [],
      })),
      offsets,
    };
  }

  async join(group: string, options: GroupConsumerOptions): Promise<GroupConsumer> {
    await this.#store.load();
    const memberId = `${group}-${await this.#world.newId()}`;
    const world: ConsumerWorld = {
      clock: this.#world.clock,
      members: this.#membersOf(group),
      committed: (of) => this.#store.get(group, of),
      commit: (offsets, member) => this.commit(group, offsets, member),
      partition: (of) => this.#partition(of),
      newCursor: this.#world.newCursor,
    };
    return new LogGroupConsumer(world, memberId, options);
  }

  async committed(group: string, of: TopicPartition): Promise<GroupOffset | null> {
    await this.#store.load();
    return this.#store.get(group, of);
  }

  async commit(
    group: string,
    offsets: readonly GroupOffset[],
    member?: GroupMember,
  ): Promise<void> {
    const generation = await this.#admit(group, offsets, member);
    const release = this.#membersOf(group).seal(member);
    try {
      await this.#store.commit(group, offsets, generation);
    } finally {
      release();
    }
  }

  /** What a transaction appends that moves the offsets of a group. @throws SqlError ML003, ML004 */
  async offsetCommit(
    group: string,
    offsets: readonly GroupOffset[],
    member: GroupMember | undefined,
  ): Promise<OffsetCommit> {
    const generation = await this.#admit(group, offsets, member);
    const change = await this.#store.prepare(group, offsets, generation);
    return { ...change, seal: () => this.#membersOf(group).seal(member) };
  }

  async lag(group: string): Promise<readonly GroupLag[]> {
    await this.#store.load();
    const lags: GroupLag[] = [];
    for (const of of this.#partitionsOf(group)) {
      const partition = this.#partition(of);
      if (partition === null) continue;
      const committed = this.#store.get(group, of)?.offset ?? null;
      lags.push(await partitionLag(of, partition, committed, this.#world));
    }
    return lags;
  }

  async delete(group: string): Promise<void> {
    await this.#store.load();
    if (!(this.#members.get(group)?.isEmpty ?? true)) throw groupInUse(group);
    if (!this.#store.groups().includes(group)) throw unknownGroup(group);
    await this.#store.delete(group);
  }

  /** What groups have committed in a topic of this name says nothing about a later one. */
  forgetTopic(topic: string): Promise<void> {
    return this.#store.forgetTopic(topic);
  }

  /** Ends the sessions of all members. */
  close(): void {
    for (const members of this.#members.values()) members.close();
  }

  /** Whether somebody may commit; answers the generation that the group has. */
  async #admit(
    group: string,
    offsets: readonly GroupOffset[],
    member: GroupMember | undefined,
  ): Promise<number> {
    await this.#store.load();
    const members = this.#membersOf(group);
    members.check(member);
    for (const of of offsets) if (this.#partition(of) === null) throw unknownPartition(of);
    return members.generation;
  }

  #membersOf(group: string): GroupMembers {
    let members = this.#members.get(group);
    if (members === undefined) {
      members = new GroupMembers({
        clock: this.#world.clock,
        group,
        partitionsOf: (topic) => this.#world.topics.topic(topic)?.partitions.length ?? 0,
        generation: this.#store.generation(group),
      });
      this.#members.set(group, members);
    }
    return members;
  }

  /** Where it has committed or has a member reading. */
  #partitionsOf(group: string): Iterable<TopicPartition> {
    const found = new Map<string, TopicPartition>();
    const members = this.#members.get(group);
    const assigned = members?.all().flatMap(({ memberId }) => members.assignmentOf(memberId)) ?? [];
    for (const { topic, partition } of [...this.#store.all(group), ...assigned]) {
      found.set(`${topic}/${partition}`, { topic, partition });
    }
    return found.values();
  }

  #partition({ topic, partition }: TopicPartition): Partition | null {
    return this.#world.topics.topic(topic)?.partitions[partition] ?? null;
  }
}

function groupInUse(group: string): SqlError {
  return new SqlError(sqlState.objectInUse, `group "${group}" has members`);
}

function unknownGroup(group: string): SqlError {
  return new SqlError(sqlState.undefinedObject, `group "${group}" does not exist`);
}
