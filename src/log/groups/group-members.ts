import type { Clock, Timer } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { GroupMember, TopicPartition } from '../api.ts';
import { type Assignment, assignPartitions } from './assign-partitions.ts';

export type GroupMembersOptions = {
  readonly clock: Clock;
  readonly group: string;
  /** Number of partitions of a topic; 0 when there is none of this name. */
  readonly partitionsOf: (topic: string) => number;
  /** The greatest that is known of the group. */
  readonly generation: number;
};

type Member = {
  readonly memberId: string;
  readonly topics: readonly string[];
  readonly sessionMs: number;
  seenMs: number;
  timer: Timer;
};

/**
 * The members of a group. With each that comes or goes, and when its topics get more partitions, a new
 * generation begins: the partitions are divided anew, and members of the old one can commit nothing until
 * they have taken notice.
 */
export class GroupMembers {
  readonly #options: GroupMembersOptions;
  readonly #members = new Map<string, Member>();
  readonly #listeners = new Set<() => void>();
  /** Commits of offsets that are under way. */
  readonly #commits = new Set<Promise<void>>();
  #assignment: Assignment = new Map();
  /** Numbers of partitions by topic that the assignment was made for. */
  #partitions = new Map<string, number>();
  #generation: number;

  constructor(options: GroupMembersOptions) {
    this.#options = options;
    this.#generation = options.generation;
  }

  get generation(): number {
    return this.#generation;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  has(memberId: string): boolean {
    return this.#members.has(memberId);
  }

  /** Members in the order in which they came. */
  all(): readonly Pick<Member, 'memberId' | 'topics'>[] {
    return [...this.#members.values()];
  }

  assignmentOf(memberId: string): readonly TopicPartition[] {
    return this.#assignment.get(memberId) ?? [];
  }

  /** Calls back when a new generation begins; returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a member in; it is out when it is not heard of for `sessionMs`. */
  join(memberId: string, topics: readonly string[], sessionMs: number): void {
    this.#members.get(memberId)?.timer.cancel();
    const seenMs = this.#options.clock.monotonicMs();
    const member = { memberId, topics, sessionMs, seenMs, timer: neverRings };
    this.#members.set(memberId, member);
    this.#watch(member, sessionMs);
    this.#begin();
  }

  /** Notes that a member lives; answers what it has now. @throws SqlError ML004 when it is no member */
  heartbeat(memberId: string): GroupMember {
    const member = this.#members.get(memberId);
    if (member === undefined) throw this.#unknown(memberId);
    member.seenMs = this.#options.clock.monotonicMs();
    if (this.#isOutdated()) this.#begin();
    return { memberId, generation: this.#generation };
  }

  leave(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    member.timer.cancel();
    this.#members.delete(memberId);
    this.#begin();
  }

  /** Whether somebody may commit for the group. @throws SqlError ML003, ML004 */
  check(member: GroupMember | undefined): void {
    if (member === undefined) {
      if (!this.isEmpty) throw this.#unknown(null);
      return;
    }
    if (!this.#members.has(member.memberId)) throw this.#unknown(member.memberId);
    if (member.generation !== this.#generation) throw this.#fenced(member);
  }

  /**
   * The same, and until the returned function is called those who take over wait in `settled`.
   * @throws SqlError ML003, ML004
   */
  seal(member: GroupMember | undefined): () => void {
    this.check(member);
    let release = (): void => undefined;
    const commit = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#commits.add(commit);
    return () => {
      this.#commits.delete(commit);
      release();
    };
  }

  /** Resolves when the commits that are under way have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#commits);
  }

  /** Forgets all members. */
  close(): void {
    for (const { timer } of this.#members.values()) timer.cancel();
    this.#members.clear();
  }

  #begin(): void {
    this.#generation += 1;
    const subscribers = this.all();
    const { partitionsOf } = this.#options;
    this.#assignment = assignPartitions(subscribers, partitionsOf, this.#assignment);
    const topics = subscribers.flatMap((subscriber) => subscriber.topics);
    this.#partitions = new Map(topics.map((topic) => [topic, partitionsOf(topic)]));
    for (const listener of [...this.#listeners]) listener();
  }

  #isOutdated(): boolean {
    for (const [topic, partitions] of this.#partitions) {
      if (this.#options.partitionsOf(topic) !== partitions) return true;
    }
    return false;
  }

  #watch(member: Member, afterMs: number): void {
    const { clock } = this.#options;
    member.timer = clock.after(afterMs, () => {
      const leftMs = member.seenMs + member.sessionMs - clock.monotonicMs();
      if (leftMs > 0) this.#watch(member, leftMs);
      else this.leave(member.memberId);
    });
  }

  #unknown(memberId: string | null): SqlError {
    const who = memberId === null ? 'Whoever commits' : `"${memberId}"`;
    return new SqlError(sqlState.unknownMember, 'no member of the group', {
      detail: `${who} is no member of the group "${this.#options.group}".`,
      hint: 'Join the group (again): a member that does not poll for long is out.',
    });
  }

  #fenced({ memberId, generation }: GroupMember): SqlError {
    return new SqlError(sqlState.generationFenced, 'the group has changed', {
      detail: `"${memberId}" is of generation ${generation}; the group "${this.#options.group}" is at ${this.#generation}.`,
      hint: 'Poll again: it goes on from what was committed.',
    });
  }
}

const neverRings: Timer = { cancel: () => undefined };
