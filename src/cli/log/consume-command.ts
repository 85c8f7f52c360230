import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import type { PartitionView } from '../../log/inspect/partition-view.ts';
import { CommittedRows } from './committed-rows.ts';
import { schemaOf } from './decode-rows.ts';
import { findTopic, type KnownTopic, type LogData, openLogData } from './log-data.ts';
import type { LogWorld } from './log-world.ts';
import type { OffsetSpec } from './offset-spec.ts';
import { Output } from './output.ts';
import { resolveOffset } from './resolve-offset.ts';
import { printRow, type RowFormat } from './row-formats.ts';
import { Signal } from './signal.ts';

/** What `consume` was asked for. */
export type ConsumeSettings = {
  readonly data: string;
  readonly topic: string;
  readonly from: OffsetSpec;
  /** Null: where the topic ends when the command starts, or never when it follows. */
  readonly to: OffsetSpec | null;
  readonly follow: boolean;
  /** Null: all. */
  readonly partition: number | null;
  readonly format: RowFormat;
  /** Rows at most; null for all. */
  readonly rowsMax: number | null;
};

/**
 * `millrace log consume`: prints the rows of a topic, one a line, in the order of their record
 * times where it has several partitions. Rows that cannot be read are told and passed over.
 * Answers the exit code. @throws SqlError 42704, 22023, XX001
 */
export async function runConsume(settings: ConsumeSettings, world: LogWorld): Promise<number> {
  const data = await openLogData(world, settings.data);
  const topic = await findTopic(data.view, settings.topic);
  const consumer = new Consumer(settings, world, data, topic);
  try {
    return await consumer.run();
  } finally {
    await consumer.close();
  }
}

/** Longer than a server waits before it tells in the mark what is synced. */
const settleMsMax = 2000;
/** Exit code of what was stopped before its end. */
const interrupted = 130;

class Consumer {
  readonly #settings: ConsumeSettings;
  readonly #world: LogWorld;
  readonly #data: LogData;
  readonly #topic: KnownTopic;
  readonly #schema: Schema | null;
  readonly #out: Output;
  readonly #views: PartitionView[] = [];
  readonly #readers: CommittedRows[] = [];
  #printed = 0;
  #isDamaged = false;

  constructor(settings: ConsumeSettings, world: LogWorld, data: LogData, topic: KnownTopic) {
    this.#settings = settings;
    this.#world = world;
    this.#data = data;
    this.#topic = topic;
    this.#schema = schemaOf(topic.meta.settings.schema);
    this.#out = new Output(world);
  }

  async run(): Promise<number> {
    const changed = new Signal();
    const stopped = new Signal();
    void this.#world.stopped().then(() => {
      stopped.raise();
      changed.raise();
    });
    const stops = this.#watch(() => changed.raise());
    try {
      await this.#openViews(changed);
      await this.#openReaders();
      await this.#print(stopped);
      while (this.#settings.follow && !stopped.isRaised && !this.#isDone()) {
        await changed.taken();
        if (stopped.isRaised) break;
        await this.#refresh();
        await this.#print(stopped);
      }
      return this.#exitCode(stopped.isRaised);
    } finally {
      for (const stop of stops) stop();
    }
  }

  async close(): Promise<void> {
    for (const reader of this.#readers) await reader.close();
    for (const view of this.#views) await view.close();
    await this.#data.view.close();
  }

  #partitions(): readonly number[] {
    const { partition } = this.#settings;
    const { meta, partitions } = this.#topic;
    if (partition === null) return partitions;
    if (partitions.includes(partition)) return [partition];
    throw noPartition(partition, meta.name, partitions.length);
  }

  #watch(changed: () => void): (() => void)[] {
    const stops: (() => void)[] = [];
    for (const partition of this.#partitions()) {
      try {
        stops.push(this.#world.watch(`${this.#topic.directory}/${partition}`, changed));
      } catch (error) {
        // What is there can be read all the same.
        if (this.#settings.follow) throw error;
      }
    }
    return stops;
  }

  /** What is there is waited for a moment: a server that runs tells within half a second that it is synced. */
  async #openViews(changed: Signal): Promise<void> {
    for (const partition of this.#partitions()) {
      this.#views.push(await this.#data.view.partition(this.#topic, partition));
    }
    const seen = this.#views.map((view) => view.seenOffset);
    const isLate = new Signal();
    const timer = this.#world.clock.after(settleMsMax, () => {
      isLate.raise();
      changed.raise();
    });
    const isSettled = (): boolean =>
      this.#views.every((view, index) => view.endOffset >= (seen[index] as number));
    while (!isSettled() && !isLate.isRaised) {
      await changed.taken();
      for (const view of this.#views) await view.refresh();
    }
    timer.cancel();
  }

  async #openReaders(): Promise<void> {
    const { from, to, follow } = this.#settings;
    const end: OffsetSpec | null = to ?? (follow ? null : { kind: 'end' });
    for (const [index, partition] of this.#partitions().entries()) {
      const view = this.#views[index] as PartitionView;
      const first = await resolveOffset(view, from, this.#schema);
      const last = end === null ? null : await resolveOffset(view, end, this.#schema);
      const wanted = { partition, first, last, schema: this.#schema };
      this.#readers.push(new CommittedRows(view, wanted, (line) => this.#complain(line)));
    }
  }

  #complain(line: string): void {
    this.#isDamaged = true;
    this.#world.err(`millrace: ${line}\n`);
  }

  #exitCode(isStopped: boolean): number {
    if (this.#isDamaged) return 1;
    return isStopped && !this.#settings.follow ? interrupted : 0;
  }

  async #refresh(): Promise<void> {
    await this.#data.lookForHolder();
    for (const view of this.#views) await view.refresh();
  }

  /** Prints what there is now, the partition with the oldest row first. */
  async #print(stopped: Signal): Promise<void> {
    const readers = this.#readers;
    for (const reader of readers) await reader.advance();
    while (!stopped.isRaised && !this.#isDone()) {
      const oldest = oldestOf(readers);
      if (oldest === null) break;
      this.#printRun(oldest, secondTime(readers, oldest));
      if (oldest.isEmpty) await oldest.advance();
      if (this.#out.isFull && !(await this.#out.flush())) return;
    }
    await this.#out.flush();
  }

  /** Rows of one partition while none of another is older. */
  #printRun(reader: CommittedRows, untilMs: number): void {
    const { format, rowsMax } = this.#settings;
    const origin = { topic: this.#topic.meta.name, partition: reader.partition };
    while (!reader.isEmpty && reader.timestampMs <= untilMs && !this.#out.isFull) {
      if (rowsMax !== null && this.#printed >= rowsMax) return;
      printRow(this.#out, format, reader.rows, reader.row, origin);
      reader.step();
      this.#printed += 1;
    }
  }

  #isDone(): boolean {
    const { rowsMax } = this.#settings;
    if (!this.#out.isOpen || (rowsMax !== null && this.#printed >= rowsMax)) return true;
    return this.#readers.every((reader) => reader.isAtEnd);
  }
}

function oldestOf(readers: readonly CommittedRows[]): CommittedRows | null {
  let oldest: CommittedRows | null = null;
  for (const reader of readers) {
    if (reader.isEmpty) continue;
    if (oldest === null || reader.timestampMs < oldest.timestampMs) oldest = reader;
  }
  return oldest;
}

function secondTime(readers: readonly CommittedRows[], first: CommittedRows): number {
  let time = Number.POSITIVE_INFINITY;
  for (const reader of readers) {
    if (reader !== first && !reader.isEmpty) time = Math.min(time, reader.timestampMs);
  }
  return time;
}

function noPartition(partition: number, topic: string, partitions: number): SqlError {
  const detail = `The topic "${topic}" has the partitions 0 to ${partitions - 1}.`;
  return new SqlError(sqlState.invalidParameterValue, `there is no partition ${partition}`, {
    detail,
  });
}
