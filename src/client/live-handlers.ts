import type { Column, ErrorBody, Notice, Row, WeightedRow } from '../protocol/messages.ts';

/** What a result is: its columns, and the columns of its key where it has one. */
export type LiveOpen = {
  readonly schema: readonly Column[];
  readonly key: readonly number[] | null;
  readonly notices: readonly Notice[];
};

/** Why what was seen so far no longer counts: the server's reasons, or a new connection. */
export type ResetReason = 'retention' | 'schema' | 'history' | 'slow' | 'connection';

/**
 * Where a subscription's frames go, in this order: open, snapshot…, snapshotEnd, then changes and
 * progress until done or error. After `reset` it begins again: with `open` for a new connection,
 * with the snapshot for the others. Epochs are decimal strings.
 */
export type LiveHandlers = {
  readonly open: (info: LiveOpen) => void;
  readonly snapshot: (rows: readonly Row[]) => void;
  readonly snapshotEnd: (epoch: string, rows: number) => void;
  /** A part of an epoch's net change; the epoch is whole with `last`. */
  readonly changes: (epoch: string, rows: readonly WeightedRow[], last: boolean) => void;
  /** Nothing more comes before this epoch; `waitingFor` says what holds results back. */
  readonly progress: (epoch: string, watermark: string | null, waitingFor: string | null) => void;
  readonly lag?: (state: 'live' | 'conflating' | 'paused', skipped: number) => void;
  readonly reset: (reason: ResetReason) => void;
  /** The end: the query failed, or could not begin. */
  readonly error: (body: ErrorBody) => void;
  /** The end: nothing more will come. */
  readonly done: () => void;
};
