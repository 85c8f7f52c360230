import type { ConnectionState, LiveConnection } from '../../client/live-connection.ts';
import type { LiveHandlers, LiveOpen } from '../../client/live-handlers.ts';
import { LiveRows } from '../../client/live-rows.ts';
import type { Clock, Timer } from '../../common/clock.ts';
import type { ErrorBody, Notice } from '../../protocol/messages.ts';
import { type Key, keyName } from '../editor/key-decoder.ts';
import type { Keyboard } from '../editor/keyboard.ts';
import { ScreenBlock } from '../editor/screen-block.ts';
import type { ShellOutput } from '../shell-world.ts';
import type { Style } from '../style.ts';
import { ChangesPrint } from './changes-print.ts';
import { liveFooter } from './live-footer.ts';
import { liveOrder } from './live-order.ts';
import { LiveTable } from './live-table.ts';
import { RateMeter } from './rate-meter.ts';

/** Rows kept of a result at most: the oldest go first. */
const rowsMax = 10_000;
/** A picture at most so often. */
const frameMs = 100;
/** Rates and lights are looked after so often even when nothing changes. */
const tickMs = 250;
/** A change is lit for so long. */
const litMs = 900;

export type LiveViewOptions = {
  readonly sql: string;
  readonly connection: LiveConnection;
  readonly keyboard: Keyboard;
  readonly output: ShellOutput;
  readonly clock: Clock;
  readonly style: Style;
  readonly onResize: (listener: () => void) => () => void;
  /** Notices of the server, before the table. */
  readonly notice: (notice: Notice) => void;
};

/** How a live view ended. */
export type LiveEnd =
  | { readonly kind: 'quit' | 'interrupt' | 'done' | 'aborted' }
  | { readonly kind: 'error'; readonly error: ErrorBody }
  /** The connection could not be opened in the first place. */
  | { readonly kind: 'unreachable' };

/** A continuous query as a table that changes in place, until a key or the server ends it. */
export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #block: ScreenBlock;
  readonly #table = new LiveTable();
  readonly #rate = new RateMeter();
  readonly #startedMs: number;
  #open: LiveOpen | null = null;
  #rows: LiveRows | null = null;
  #loaded = false;
  #watermark: string | null = null;
  #waitingFor: string | null = null;
  #skipped = 0;
  #paused = false;
  /** Set while changes are printed instead of the table. */
  #changes: ChangesPrint | null = null;
  /** Versions of the store with the time they came. */
  #recent: { readonly version: number; readonly atMs: number }[] = [];
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #drawn = '';
  #timer: Timer | null = null;
  #tick: Timer | null = null;
  #end: ((end: LiveEnd) => void) | null = null;

  constructor(options: LiveViewOptions) {
    this.#options = options;
    this.#block = new ScreenBlock(options.output);
    this.#startedMs = options.clock.monotonicMs();
  }

  /** Shows the query until it ends; the last picture stays. */
  async run(signal: AbortSignal): Promise<LiveEnd> {
    const { connection, keyboard, onResize, sql } = this.#options;
    const ended = new Promise<LiveEnd>((resolve) => {
      this.#end = resolve;
    });
    const subscription = connection.subscribe({ sql }, this.#handlers());
    const stops = [
      connection.onState((state) => this.#connectionIs(state)),
      onResize(() => this.#drawAnew()),
      keyboard.take((key) => this.#press(key)),
      () => subscription.unsubscribe(),
      () => this.#timer?.cancel(),
      () => this.#tick?.cancel(),
    ];
    const onAbort = (): void => this.#end?.({ kind: 'aborted' });
    signal.addEventListener('abort', onAbort);
    this.#keepTicking();
    const end = await ended;
    signal.removeEventListener('abort', onAbort);
    for (const stop of stops) stop();
    this.#leave();
    return end;
  }

  /** What was seen, in a line. */
  get summary(): string {
    const { clock } = this.#options;
    const seconds = (clock.monotonicMs() - this.#startedMs) / 1000;
    const rows = this.#rows?.size ?? 0;
    const updates = this.#rows?.updates ?? 0;
    return `${rows.toLocaleString('en')} rows, ${updates.toLocaleString('en')} updates in ${seconds.toFixed(1)} s`;
  }

  #handlers(): LiveHandlers {
    return {
      open: (info) => {
        this.#open = info;
        this.#rows ??= new LiveRows({ key: info.key, rowsMax });
        for (const notice of info.notices) this.#options.notice(notice);
        this.#changed();
      },
      snapshot: (rows) => {
        this.#rows?.snapshot(rows);
        this.#changes?.add(rows.map((row) => [1, ...row]));
      },
      snapshotEnd: () => {
        this.#rows?.snapshotEnd();
        this.#loaded = true;
        this.#changed();
      },
      changes: (_epoch, rows, last) => {
        this.#rows?.changes(rows, last);
        this.#changes?.add(rows);
        this.#loaded = true;
        if (last) this.#changed();
      },
      progress: (_epoch, watermark, waitingFor) => {
        this.#watermark = watermark;
        this.#waitingFor = waitingFor;
        this.#changed();
      },
      lag: (_state, skipped) => {
        this.#skipped += skipped;
      },
      reset: () => {
        this.#rows?.reset();
        this.#loaded = false;
      },
      error: (error) => this.#end?.({ kind: 'error', error }),
      done: () => this.#end?.({ kind: 'done' }),
    };
  }

  #connectionIs(state: ConnectionState): void {
    if (state === 'waiting' && this.#open === null) this.#end?.({ kind: 'unreachable' });
    this.#drawAnew();
  }

  #press(key: Key): boolean {
    const name = keyName(key);
    if (name === 'q' || name === 'Q') this.#end?.({ kind: 'quit' });
    else if (name === 'ctrl-c' || name === 'ctrl-d') this.#end?.({ kind: 'interrupt' });
    else if (name === 'p' || name === ' ') this.#togglePause();
    else if (name === 'c') this.#toggleChanges();
    return true;
  }

  #togglePause(): void {
    this.#paused = !this.#paused;
    this.#drawAnew();
  }

  #toggleChanges(): void {
    if (this.#open === null) return;
    if (this.#changes === null) {
      this.#changes = new ChangesPrint(this.#open.schema);
      this.#block.erase();
      this.#options.output.write(`${this.#changes.head(this.#options.style)}\r\n`);
    } else this.#changes = null;
    this.#drawAnew();
  }

  /** Something is to be seen: draws now, or when the next picture is due. */
  #changed(): void {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const version = this.#rows?.version ?? 0;
    if (version > (this.#recent.at(-1)?.version ?? 0)) this.#recent.push({ version, atMs: nowMs });
    if (this.#paused || this.#timer !== null) return;
    const waitMs = Math.max(0, this.#drawnAtMs + frameMs - nowMs);
    this.#timer = clock.after(waitMs, () => {
      this.#timer = null;
      this.#draw();
    });
  }

  #keepTicking(): void {
    const { clock } = this.#options;
    this.#rate.sample(clock.monotonicMs(), this.#rows?.updates ?? 0);
    if (!this.#paused) this.#draw();
    this.#tick = clock.after(tickMs, () => this.#keepTicking());
  }

  #drawAnew(): void {
    this.#drawn = '';
    this.#draw();
  }

  #draw(): void {
    const rows = this.#changes === null ? this.#tableRows() : this.#changesRows(this.#changes);
    const text = rows.join('\n');
    if (text === this.#drawn) return;
    this.#drawn = text;
    this.#drawnAtMs = this.#options.clock.monotonicMs();
    this.#block.draw({ rows, cursor: null });
  }

  #tableRows(): string[] {
    const { output, style } = this.#options;
    const size = output.size();
    if (this.#open === null || this.#rows === null) return this.#footer(0, size.columns);
    const room = Math.max(1, size.rows - tableFrameRows);
    const ordered = liveOrder(this.#open.schema, this.#open.key, this.#rows.list);
    const isLog = ordered === this.#rows.list && this.#open.key === null;
    const shown = isLog ? ordered.slice(-room) : ordered.slice(0, room);
    const lines = this.#table.render({
      columns: this.#open.schema,
      rows: shown,
      litSince: this.#litSince(),
      width: size.columns,
      style,
    });
    return [...lines, ...this.#footer(shown.length, size.columns)];
  }

  /** Prints the changes above the footer; they belong to the scrollback. */
  #changesRows(changes: ChangesPrint): string[] {
    const { output, style } = this.#options;
    const lines = this.#paused ? [] : changes.take(style);
    if (lines.length > 0) {
      this.#block.erase();
      output.write(`${lines.join('\r\n')}\r\n`);
      this.#drawn = '';
    }
    return this.#footer(this.#rows?.size ?? 0, output.size().columns);
  }

  #footer(shownRows: number, width: number): string[] {
    const { connection, style } = this.#options;
    const status = {
      connection: this.#open === null ? 'open' : connection.state,
      paused: this.#paused,
      loaded: this.#loaded,
      shownRows,
      rows: this.#rows?.size ?? 0,
      droppedRows: this.#rows?.dropped ?? 0,
      hiddenColumns: this.#changes === null ? this.#table.hiddenColumns : 0,
      updatesPerSecond: this.#rate.perSecond,
      watermark: this.#watermark,
      waitingFor: this.#waitingFor,
      skipped: this.#skipped,
    } as const;
    return liveFooter(status, width, style);
  }

  /** The oldest version whose changes are still lit. */
  #litSince(): number {
    const sinceMs = this.#options.clock.monotonicMs() - litMs;
    this.#recent = this.#recent.filter(({ atMs }) => atMs > sinceMs);
    return this.#recent[0]?.version ?? Number.POSITIVE_INFINITY;
  }

  /** The last picture, unlit and without the keys, stays in the scrollback. */
  #leave(): void {
    this.#end = null;
    this.#recent = [];
    if (this.#open === null) {
      this.#block.erase();
      return;
    }
    const rows = this.#changes === null ? this.#tableRows() : this.#changesRows(this.#changes);
    const footerRows = this.#footer(0, this.#options.output.size().columns).length;
    this.#block.draw({ rows: rows.slice(0, -footerRows), cursor: null });
    this.#block.leave();
  }
}

/** What a table takes beside its rows: three rules, the head, the footer and the line of the cursor. */
const tableFrameRows = 4 + 3 + 1;
