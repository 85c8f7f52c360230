import type { Clock } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type {
  Cursor,
  CursorOptions,
  CursorRead,
  GroupConsumer,
  GroupConsumerOptions,
  GroupMember,
  GroupOffset,
  Partition,
  PolledRows,
  TopicPartition,
} from '../api.ts';
import type { GroupMembers } from './group-members.ts';

const bytesMaxDefault = 1024 * 1024;
const sessionMsDefault = 30_000;

/** What a consumer needs of the log and of its group. */
export type ConsumerWorld = {
  readonly clock: Clock;
  readonly members: GroupMembers;
  readonly committed: (of: TopicPartition) => GroupOffset | null;
  readonly commit: (offsets: readonly GroupOffset[], member: GroupMember) => Promise<void>;
  /** Null when there is none any more. */
  readonly partition: (of: TopicPartition) => Partition | null;
  readonly newCursor: (of: TopicPartition, options: CursorOptions) => Promise<Cursor>;
};

/** See `GroupConsumer`. */
export class LogGroupConsumer implements GroupConsumer {
  readonly #world: ConsumerWorld;
  readonly #memberId: string;
  readonly #options: GroupConsumerOptions;
  readonly #sessionMs: number;
  #generation = -1;
  #places: readonly Place[] = [];
  /** Polls begin with another partition each time, so that none is starved. */
  #first = 0;
  /** Whether its places are no longer good. */
  #isStale = true;
  #hasLeft = false;

  /** The consumer is a member from here on. */
  constructor(world: ConsumerWorld, memberId: string, options: GroupConsumerOptions) {
    this.#world = world;
    this.#memberId = memberId;
    this.#options = options;
    this.#sessionMs = options.sessionMs ?? sessionMsDefault;
    world.members.join(memberId, options.topics, this.#sessionMs);
  }

  member(): GroupMember {
    return { memberId: this.#memberId, generation: this.#generation };
  }

  assignment(): readonly TopicPartition[] {
    return this.#places.map(({ of }) => of);
  }

  async poll({
    bytesMax = bytesMaxDefault,
    waitMs = 0,
    signal,
  }: Parameters<GroupConsumer['poll']>[0] = {}): Promise<readonly PolledRows[]> {
    const { clock } = this.#world;
    const endMs = clock.monotonicMs() + waitMs;
    for (;;) {
      const news = this.#listen(signal);
      try {
        await this.#takePart();
        const polled = await this.#read(bytesMax);
        const leftMs = endMs - clock.monotonicMs();
        if (polled.length > 0 || leftMs <= 0 || signal?.aborted) return polled;
        // Awake in time to be heard of.
        await news.within(Math.min(leftMs, this.#sessionMs / 3));
      } finally {
        news.stop();
      }
    }
  }

  rewind(): void {
    this.#isStale = true;
  }

  offsets(): readonly GroupOffset[] {
    return this.#places.map(({ of, cursor }) => ({ ...of, offset: cursor.position() }));
  }

  async commit(offsets: readonly GroupOffset[] = this.offsets()): Promise<void> {
    await this.#world.commit(offsets, this.member());
  }

  async leave(): Promise<void> {
    this.#hasLeft = true;
    this.#world.members.leave(this.#memberId);
    this.#giveUp();
  }

  /** Says that it lives, and takes over what is its own now. */
  async #takePart(): Promise<void> {
    if (this.#hasLeft) throw hasLeft();
    const { members } = this.#world;
    if (!members.has(this.#memberId)) {
      members.join(this.#memberId, this.#options.topics, this.#sessionMs);
    }
    const { generation } = members.heartbeat(this.#memberId);
    if (generation === this.#generation && !this.#isStale) return;
    this.#giveUp();
    const places: Place[] = [];
    const assignment = members.assignmentOf(this.#memberId);
    // What a member of the generation before has just committed counts.
    await members.settled();
    try {
      for (const of of assignment) {
        places.push({ of, cursor: await this.#cursorOf(of) });
      }
    } catch (error) {
      for (const { cursor } of places) cursor.close();
      throw error;
    }
    this.#places = places;
    this.#generation = generation;
    this.#isStale = false;
  }

  /** From what was committed on, or where the options say when that is nothing or is gone. */
  async #cursorOf(of: TopicPartition): Promise<Cursor> {
    const { from = 'start', isolation } = this.#options;
    const committed = this.#world.committed(of);
    if (committed === null) return this.#world.newCursor(of, { from, isolation });
    try {
      return await this.#world.newCursor(of, { from: committed.offset, isolation });
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== sqlState.offsetOutOfRange) throw error;
      return this.#world.newCursor(of, { from, isolation });
    }
  }

  async #read(bytesMax: number): Promise<readonly PolledRows[]> {
    const polled: PolledRows[] = [];
    let bytes = 0;
    const places = this.#places;
    for (let turn = 0; turn < places.length && bytes < bytesMax; turn += 1) {
      const { of, cursor } = places[(this.#first + turn) % places.length] as Place;
      const read = await this.#next(cursor, bytesMax - bytes);
      if (read === null || read.batches.length === 0) continue;
      polled.push({ ...of, ...read });
      for (const batch of read.batches) bytes += batch.bodyBytes;
    }
    this.#first += 1;
    return polled;
  }

  /** Null when the topic was deleted: the next poll looks for what there is instead. */
  async #next(cursor: Cursor, bytesMax: number): Promise<CursorRead | null> {
    try {
      return await cursor.next(bytesMax);
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== sqlState.undefinedObject) throw error;
      this.#isStale = true;
      return null;
    }
  }

  /** Notices what comes from now on: rows, a new generation, the signal. */
  #listen(signal: AbortSignal | undefined): News {
    const news = new News(this.#world.clock);
    news.from(this.#world.members.onChange(news.notice));
    for (const { of } of this.#places) {
      const partition = this.#world.partition(of);
      if (partition !== null) news.from(partition.onAppend(news.notice));
    }
    if (signal !== undefined) {
      signal.addEventListener('abort', news.notice);
      news.from(() => signal.removeEventListener('abort', news.notice));
    }
    return news;
  }

  #giveUp(): void {
    for (const { cursor } of this.#places) cursor.close();
    this.#places = [];
  }
}

type Place = { readonly of: TopicPartition; readonly cursor: Cursor };

/** Whether something happened since it was made. */
class News {
  readonly #clock: Clock;
  readonly #stops: (() => void)[] = [];
  #hasCome = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly notice = (): void => {
    this.#hasCome = true;
    this.#wake?.();
  };

  /** Takes what stops one of its sources. */
  from(stop: () => void): void {
    this.#stops.push(stop);
  }

  /** Resolves when something has happened, or after so long. */
  async within(ms: number): Promise<void> {
    if (this.#hasCome) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(ms, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }
}

function hasLeft(): SqlError {
  return new SqlError(sqlState.unknownMember, 'the consumer has left the group');
}
