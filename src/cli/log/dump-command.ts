import { decodeControlRecord } from '../../log/format/control-record.ts';
import { listPartition } from '../../log/inspect/partition-files.ts';
import type { PartitionPlace } from '../../log/inspect/partition-place.ts';
import { ScannedSegment } from '../../log/inspect/scanned-segment.ts';
import { readBody, type WalkedBatch } from '../../log/inspect/segment-walk.ts';
import { tailKind } from '../../log/inspect/tail-kind.ts';
import { type SegmentRange, segmentName } from '../../log/segment/segment-name.ts';
import { batchFacts, damageFacts, type Facts, factsLine, segmentFacts } from './batch-facts.ts';
import { decodeRows, schemaOf } from './decode-rows.ts';
import { errorText } from './error-text.ts';
import { findTopic, type KnownTopic, openLogData } from './log-data.ts';
import type { LogWorld } from './log-world.ts';
import { Output } from './output.ts';
import { jsonLine } from './row-formats.ts';

/** What `dump` was asked for. */
export type DumpSettings = {
  readonly data: string;
  readonly topic: string;
  /** Null: all. */
  readonly partition: number | null;
  /** The base offset of the only segment wanted, or the beginning of its name; null: all. */
  readonly segment: string | null;
  /** Batches that lie wholly before are left out. */
  readonly from: number;
  /** Batches that begin here or later are left out; null: none. */
  readonly to: number | null;
  readonly records: boolean;
  readonly json: boolean;
};

/**
 * `millrace log dump`: the segments of a topic with all their batches, those of transactions, of
 * the log's own and those that may still vanish included. Answers the exit code.
 */
export async function runDump(settings: DumpSettings, world: LogWorld): Promise<number> {
  const { view } = await openLogData(world, settings.data);
  const topic = await findTopic(view, settings.topic);
  const dump = new Dump(settings, topic, new Output(world));
  for (const partition of topic.partitions) {
    if (settings.partition !== null && settings.partition !== partition) continue;
    await dump.partition(view.place(topic, partition), partition);
  }
  return await dump.end();
}

class Dump {
  readonly #settings: DumpSettings;
  readonly #topic: KnownTopic;
  readonly #out: Output;
  #isDamaged = false;

  constructor(settings: DumpSettings, topic: KnownTopic, out: Output) {
    this.#settings = settings;
    this.#topic = topic;
    this.#out = out;
  }

  async partition(place: PartitionPlace, partition: number): Promise<void> {
    const files = await listPartition(place.disk, place.directory);
    const segments = files?.segments ?? [];
    for (const [index, range] of segments.entries()) {
      const endOffset = segments[index + 1]?.baseOffset ?? range.rangeEnd;
      if (!this.#isWanted(range, endOffset)) continue;
      const segment = await ScannedSegment.open(place, range, endOffset);
      if (segment === null) continue;
      try {
        await this.#segment(segment, partition);
      } finally {
        await segment.close();
      }
    }
  }

  async end(): Promise<number> {
    await this.#out.flush();
    return this.#isDamaged ? 1 : 0;
  }

  #isWanted(range: SegmentRange, endOffset: number | null): boolean {
    const { segment, from, to } = this.#settings;
    if (endOffset !== null && endOffset <= from) return false;
    if (to !== null && range.baseOffset >= to) return false;
    if (segment === null) return true;
    return segmentName(range).startsWith(segment) || String(range.baseOffset) === segment;
  }

  async #segment(segment: ScannedSegment, partition: number): Promise<void> {
    const size = await segment.file.size();
    this.#print(segmentFacts(segment, partition, size));
    for (let step = await segment.next(); step !== null; step = await segment.next()) {
      if (!this.#out.isOpen) return;
      if (step.kind === 'batch') await this.#batch(segment, step, partition);
      else {
        this.#isDamaged = true;
        this.#print(damageFacts(step));
      }
      if (this.#out.isFull) await this.#out.flush();
    }
    const { position } = segment.place;
    const tail = await tailKind(segment.file, position, size);
    if (tail !== 'none') {
      this.#print([
        ['tail', tail],
        ['position', position],
        ['bytes', size - position],
      ]);
    }
  }

  async #batch(
    { file, safePosition }: ScannedSegment,
    { head, position }: WalkedBatch,
    partition: number,
  ): Promise<void> {
    const { from, to, records } = this.#settings;
    if (head.endOffset <= from || (to !== null && head.baseOffset >= to)) return;
    const body = await readBody(file, position, head);
    if (body === null) this.#isDamaged = true;
    const outcome = head.control && body !== null ? decodeControlRecord(body) : null;
    this.#print(batchFacts({ head, position, safePosition, isWhole: body !== null, outcome }));
    if (records && body !== null && !head.control) this.#records({ head, body, partition });
  }

  #records({
    head,
    body,
    partition,
  }: Pick<WalkedBatch, 'head'> & { readonly body: Uint8Array; readonly partition: number }): void {
    const { meta } = this.#topic;
    const origin = { topic: meta.name, partition };
    try {
      const rows = decodeRows(head, body, schemaOf(meta.settings.schema));
      for (let row = 0; row < rows.count; row += 1) {
        this.#out.addText(`${this.#settings.json ? '' : '    '}${jsonLine(rows, row, origin)}\n`);
      }
    } catch (error) {
      this.#print([['unreadable', errorText(error)]]);
    }
  }

  #print(facts: Facts): void {
    const text = this.#settings.json ? JSON.stringify(Object.fromEntries(facts)) : factsLine(facts);
    this.#out.addText(`${text}\n`);
  }
}
