import type { Clock, Timer } from '../../common/clock.ts';
import { diskError } from '../disk/disk-error.ts';
import type { HousekeepingSettings } from './housekeeping-settings.ts';
import type { PartitionCleaner } from './partition-cleaner.ts';
import { Throttle, WorkStopped } from './throttle.ts';

const mebibyte = 1024 * 1024;
const intervalMsDefault = 5000;
const bytesPerSecondDefault = 64 * mebibyte;
/** How long a partition whose cleaning failed is left alone; it doubles up to the second. */
const retryMsMin = 30_000;
const retryMsMax = 10 * 60_000;

export type HousekeepingOptions = HousekeepingSettings & {
  readonly clock: Clock;
  readonly report: (line: string) => void;
};

type Job = {
  readonly cleaner: PartitionCleaner;
  readonly throttle: Throttle;
  readonly done: Promise<boolean>;
};

type Failure = { readonly untilMs: number; readonly delayMs: number };

/**
 * The one task in the background of a log: cleans its partitions, one job at a time, slowly enough
 * that appends and reads do not suffer. What fails is told and tried again later.
 */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #intervalMs: number;
  readonly #bytesPerSecond: number;
  readonly #cleaners = new Set<PartitionCleaner>();
  readonly #failures = new WeakMap<PartitionCleaner, Failure>();
  #timer: Timer | null = null;
  /** The round that is under way. */
  #round: Promise<void> | null = null;
  #job: Job | null = null;
  #isWanted = false;
  #isClosed = false;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs ?? intervalMsDefault;
    this.#bytesPerSecond = options.bytesPerSecond ?? bytesPerSecondDefault;
  }

  /** Takes care of a partition from now on. */
  add(cleaner: PartitionCleaner): void {
    this.#cleaners.add(cleaner);
    this.#startIn(this.#intervalMs);
  }

  /** Leaves a partition alone: resolves when nothing is done to it any more. */
  async remove(cleaner: PartitionCleaner): Promise<void> {
    this.#cleaners.delete(cleaner);
    if (this.#job?.cleaner !== cleaner) return;
    this.#job.throttle.stop();
    await this.#job.done;
  }

  /** There may be something to do: a segment was closed. */
  wake(): void {
    if (this.#round !== null) this.#isWanted = true;
    else if (!this.#isClosed && this.#cleaners.size > 0) {
      this.#timer?.cancel();
      this.#timer = null;
      this.#startIn(0);
    }
  }

  /** Ends what is under way; nothing is done any more when it resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#job?.throttle.stop();
    await this.#round;
  }

  #startIn(delayMs: number): void {
    if (this.#isClosed || this.#round !== null) return;
    this.#timer ??= this.#options.clock.after(delayMs, () => {
      this.#timer = null;
      this.#round = this.#runRound();
    });
  }

  /** Jobs of all partitions in turn until there are none. */
  async #runRound(): Promise<void> {
    let isBusy = true;
    while (isBusy && !this.#isClosed) {
      isBusy = this.#isWanted;
      this.#isWanted = false;
      for (const cleaner of [...this.#cleaners]) {
        if (await this.#runJob(cleaner)) isBusy = true;
      }
    }
    this.#round = null;
    this.#startIn(this.#intervalMs);
  }

  /** Whether something was done. */
  async #runJob(cleaner: PartitionCleaner): Promise<boolean> {
    const { clock } = this.#options;
    const failure = this.#failures.get(cleaner);
    const isWaiting = failure !== undefined && clock.monotonicMs() < failure.untilMs;
    if (this.#isClosed || isWaiting || !this.#cleaners.has(cleaner)) return false;
    const throttle = new Throttle(clock, this.#bytesPerSecond);
    const done = cleaner.runOne(throttle).then(
      (isDone) => {
        this.#failures.delete(cleaner);
        return isDone;
      },
      (error: unknown) => {
        if (!(error instanceof WorkStopped)) this.#failed(cleaner, error);
        return false;
      },
    );
    this.#job = { cleaner, throttle, done };
    const isDone = await done;
    this.#job = null;
    return isDone;
  }

  #failed(cleaner: PartitionCleaner, error: unknown): void {
    const { clock, report } = this.#options;
    const before = this.#failures.get(cleaner)?.delayMs;
    const delayMs = before === undefined ? retryMsMin : Math.min(retryMsMax, before * 2);
    this.#failures.set(cleaner, { delayMs, untilMs: clock.monotonicMs() + delayMs });
    const { message, detail } = diskError(error, 'clean the log');
    const why = detail === undefined ? message : `${message}: ${detail}`;
    report(`${cleaner.directory}: not cleaned, tried again in ${delayMs / 1000} s: ${why}`);
  }
}
