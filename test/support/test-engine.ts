import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../src/common/random.ts';
import type {
  Engine,
  ExecuteOutcome,
  IngestFormat,
  IngestOutcome,
  SubscribeRequest,
  Subscription,
  SubscriptionSink,
} from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { VirtualClock } from './virtual-clock.ts';

/**
 * The real engine with its log on a disk in memory and its time in the test's hands. Only the
 * catalog and source files are real files. Nothing waits for the machine, and a run repeats exactly.
 */
export class TestEngine {
  readonly clock = new VirtualClock();
  /** What the engine told its operator. */
  readonly reports: string[] = [];
  readonly #disk: SimulatedDisk;
  readonly #directory: string;
  readonly #filesDirectory: string;
  #engine: Engine | null = null;

  private constructor(directory: string, filesDirectory: string, seed: bigint) {
    this.#directory = directory;
    this.#filesDirectory = filesDirectory;
    this.#disk = new SimulatedDisk(new Random(seed));
  }

  static async open(
    options: { readonly filesDirectory?: string; readonly seed?: bigint } = {},
  ): Promise<TestEngine> {
    const directory = await mkdtemp(join(tmpdir(), 'millrace-test-'));
    const { filesDirectory = directory, seed = 1n } = options;
    const opened = new TestEngine(directory, filesDirectory, seed);
    await opened.#start();
    return opened;
  }

  /** The disk under the log, for faults. */
  get disk(): SimulatedDisk {
    return this.#disk;
  }

  get engine(): Engine {
    if (this.#engine === null) throw new Error('the engine is closed');
    return this.#engine;
  }

  execute(sql: string): Promise<ExecuteOutcome> {
    return this.clock.until(this.engine.execute(sql));
  }

  ingest(relation: string, body: string, format: IngestFormat): Promise<IngestOutcome> {
    return this.clock.until(this.engine.ingest(relation, Buffer.from(body), format));
  }

  subscribe(request: SubscribeRequest, sink: SubscriptionSink): Promise<Subscription> {
    return this.clock.until(this.engine.subscribe(request, sink));
  }

  /** Waits until everything written is in every view and every subscriber has been told. */
  async settle(): Promise<void> {
    const { error } = await this.execute('FLUSH');
    if (error !== null) throw error;
    await this.clock.quiet();
  }

  /** Moves the time of day. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.settle();
  }

  /** Closes the engine, or cuts its power, and opens it again on what is on the disk then. */
  async restart(how: 'closed' | 'crashed'): Promise<void> {
    if (how === 'crashed') await this.#crash();
    else await this.clock.until(this.engine.close());
    await this.#start();
  }

  /** Closes the engine. @throws Error when it leaves a timer behind, which would keep a process alive. */
  async close(): Promise<void> {
    if (this.#engine !== null) await this.clock.until(this.#engine.close());
    this.#engine = null;
    await rm(this.#directory, { recursive: true, force: true });
    if (this.clock.pending > 0) throw new Error(`${this.clock.pending} timers are left`);
  }

  /** Nothing reaches the disk any more: what is closed here is only what this process holds. */
  async #crash(): Promise<void> {
    this.#disk.cutPower();
    const told = this.reports.length;
    await this.clock.until(this.engine.close().catch(() => undefined));
    this.reports.length = told;
  }

  async #start(): Promise<void> {
    this.#engine = await this.clock.until(
      openEngine({
        dataDirectory: this.#directory,
        filesDirectory: this.#filesDirectory,
        disk: this.#disk.disk,
        clock: this.clock,
        report: (line) => this.reports.push(line),
      }),
    );
  }
}
