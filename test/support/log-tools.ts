import type { LogWorld } from '../../src/cli/log/log-world.ts';
import { runLog } from '../../src/cli/log/run-log.ts';
import { systemClock } from '../../src/common/clock.ts';
import { isProcessLockHeld } from '../../src/log/disk/process-lock.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';

/** How a command ended, and what it wrote. */
export type ToolEnd = { readonly code: number; readonly out: string; readonly err: string };

/** The tools of the log in this process, for a data directory. */
export class LogTools {
  readonly #data: string;
  /** What the commands reach the outside by; parts of it may be replaced. */
  world: Partial<LogWorld> = {};

  constructor(data: string) {
    this.#data = data;
  }

  /** Runs `millrace log …` with `--data`. */
  async run(args: readonly string[], input: string | readonly Uint8Array[] = ''): Promise<ToolEnd> {
    const out: Uint8Array[] = [];
    let err = '';
    const pieces = typeof input === 'string' ? [Buffer.from(input)] : input;
    const code = await runLog([...args, '--data', this.#data], {
      disk: systemDisk,
      clock: systemClock,
      out: async (bytes) => {
        out.push(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
        return true;
      },
      err: (text) => {
        err += text;
      },
      input: async function* () {
        yield* pieces;
      },
      errColumns: () => null,
      isLockHeld: isProcessLockHeld,
      watch: () => () => {},
      stopped: () => new Promise(() => {}),
      ...this.world,
    });
    return { code, out: Buffer.concat(out).toString(), err };
  }

  /** Runs one that must end with 0; what it wrote, line by line. */
  async lines(
    args: readonly string[],
    input: string | readonly Uint8Array[] = '',
  ): Promise<string[]> {
    const { code, out, err } = await this.run(args, input);
    if (code !== 0)
      throw new Error(`millrace log ${args.join(' ')} ended with ${code}:\n${out}${err}`);
    return out.split('\n').slice(0, -1);
  }
}
