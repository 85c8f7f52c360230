import type { LiveConnection } from '../../client/live-connection.ts';
import type { LiveHandlers } from '../../client/live-handlers.ts';
import type { Column, ErrorBody, Notice, Row, WeightedRow } from '../../protocol/messages.ts';
import { type ResultFormat, rowFormat } from '../format/result-format.ts';
import type { ShellOutput } from '../shell-world.ts';
import type { Style } from '../style.ts';

export type FollowOptions = {
  readonly sql: string;
  readonly connection: LiveConnection;
  readonly data: ShellOutput;
  readonly format: ResultFormat;
  readonly style: Style;
  /** Lines after which it is enough; null for no end. */
  readonly maxRows: number | null;
  /** Takes what the server has to say of the query. */
  readonly notice: (notice: Notice) => void;
};

/** How following ended. */
export type FollowEnd =
  | { readonly kind: 'done' | 'enough' | 'aborted' | 'unreachable' | 'lost' }
  | { readonly kind: 'error'; readonly error: ErrorBody };

/** The columns in front of a changelog's own. */
const changelogColumns: readonly Column[] = [
  { name: '_epoch', type: 'bigint', nullable: false },
  { name: '_weight', type: 'integer', nullable: false },
];

/**
 * Writes a continuous query as its changelog: the rows of the snapshot, then every change, each
 * with its epoch and weight. Whole epochs only, as soon as they are there. A lost connection ends
 * it, because a changelog must not have a gap that nobody sees.
 */
export function follow(options: FollowOptions, signal: AbortSignal): Promise<FollowEnd> {
  const { connection, sql } = options;
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const end = (reason: FollowEnd): void => {
      for (const stop of stops.splice(0)) stop();
      resolve(reason);
    };
    const writer = new ChangelogWriter(options, end);
    const onAbort = (): void => end({ kind: 'aborted' });
    signal.addEventListener('abort', onAbort);
    stops.push(
      () => signal.removeEventListener('abort', onAbort),
      connection.onState((state) => {
        if (state === 'waiting') end({ kind: writer.isOpen ? 'lost' : 'unreachable' });
      }),
    );
    const subscription = connection.subscribe({ sql }, writer.handlers);
    stops.push(() => subscription.unsubscribe());
  });
}

class ChangelogWriter {
  readonly handlers: LiveHandlers;
  readonly #options: FollowOptions;
  readonly #end: (end: FollowEnd) => void;
  #textOf: ((row: Row) => string) | null = null;
  /** Rows of a snapshot or an epoch that is not whole yet. */
  #waiting: WeightedRow[] = [];
  #written = 0;

  constructor(options: FollowOptions, end: (end: FollowEnd) => void) {
    this.#options = options;
    this.#end = end;
    this.handlers = {
      open: ({ schema, notices }) => {
        for (const notice of notices) options.notice(notice);
        this.#open(schema);
      },
      snapshot: (rows) => {
        for (const row of rows) this.#waiting.push([1, ...row]);
      },
      snapshotEnd: (epoch) => this.#write(epoch),
      changes: (epoch, rows, last) => {
        for (const row of rows) this.#waiting.push(row);
        if (last) this.#write(epoch);
      },
      progress: () => undefined,
      reset: () => this.#end({ kind: 'lost' }),
      error: (error) => this.#end({ kind: 'error', error }),
      done: () => this.#end({ kind: 'done' }),
    };
  }

  get isOpen(): boolean {
    return this.#textOf !== null;
  }

  #open(schema: readonly Column[]): void {
    const { format, style, data } = this.#options;
    const { head, row } = rowFormat(format, [...changelogColumns, ...schema], style);
    this.#textOf = row;
    if (head !== '') data.write(head);
  }

  #write(epoch: string): void {
    const { maxRows, data } = this.#options;
    const textOf = this.#textOf;
    if (textOf === null) return;
    const room = (maxRows ?? Number.POSITIVE_INFINITY) - this.#written;
    const rows = this.#waiting.slice(0, room);
    this.#waiting = [];
    this.#written += rows.length;
    const text = rows.map((row) => textOf([epoch, ...row])).join('');
    if (text !== '') data.write(text);
    if (rows.length >= room) this.#end({ kind: 'enough' });
  }
}
