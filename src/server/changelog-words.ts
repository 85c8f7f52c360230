import type { Schema } from '../data/batch.ts';
import type { Notice } from '../engine/api.ts';
import type { ErrorBody } from '../protocol/messages.ts';
import { columnsText, noticesText } from './statement-text.ts';

/** What a changelog says of itself when it opens. */
export type OpenInfo = {
  readonly schema: Schema;
  readonly key: readonly number[] | null;
  readonly notices: readonly Notice[];
};

/** What is told when nothing more comes before an epoch. */
export type ProgressInfo = {
  readonly epoch: number;
  readonly watermark: string | null;
  readonly waitingFor: string | null;
};

/** How a changelog is written: one text for each thing it says. `rows` is JSON text, comma-joined. */
export type ChangelogWords = {
  readonly open: (info: OpenInfo) => string;
  readonly snapshot: (part: number, rows: string) => string;
  readonly snapshotEnd: (epoch: number, rows: number) => string;
  readonly changes: (seq: number, epoch: number, rows: string, last: boolean) => string;
  readonly progress: (info: ProgressInfo) => string;
  readonly lag: (state: 'live' | 'conflating', skipped: number) => string;
  readonly reset: (reason: 'slow') => string;
  readonly error: (error: ErrorBody) => string;
  readonly done: () => string;
};

/**
 * The frames of one subscription on the live WebSocket. `history` names what its epochs belong to:
 * it changes when what was seen before can not be gone on from.
 */
export function frameWords(id: number, history: string): ChangelogWords {
  const start = (t: string): string => `{"t":"${t}","id":${id}`;
  return {
    open: ({ schema, key, notices }) =>
      `${start('open')},"schema":${columnsText(schema)},"key":${JSON.stringify(key)},` +
      `"history":${JSON.stringify(history)},"resumed":false${noticesMember(notices)}}`,
    snapshot: (part, rows) => `${start('snapshot')},"part":${part},"rows":[${rows}]}`,
    snapshotEnd: (epoch, rows) => `${start('snapshotEnd')},"epoch":"${epoch}","rows":${rows}}`,
    changes: (seq, epoch, rows, last) =>
      `${start('changes')},"seq":${seq},"epoch":"${epoch}","d":[${rows}],"last":${last}}`,
    progress: (info) => `${start('progress')},${progressMembers(info)}}`,
    lag: (state, skipped) => `${start('lag')},"state":"${state}","skipped":${skipped}}`,
    reset: (reason) => `${start('reset')},"reason":"${reason}"}`,
    error: (error) => `${start('error')},${JSON.stringify(error).slice(1)}`,
    done: () => `${start('done')}}`,
  };
}

/** The lines of a continuous query over HTTP. */
export const lineWords: ChangelogWords = {
  open: ({ schema, key, notices }) =>
    `{"command":"SELECT","columns":${columnsText(schema)},"key":${JSON.stringify(key)}${noticesMember(notices)}}`,
  snapshot: (_part, rows) => `{"snapshot":[${rows}]}`,
  snapshotEnd: (epoch, rows) => `{"snapshotEnd":{"epoch":"${epoch}","rows":${rows}}}`,
  changes: (_seq, epoch, rows, last) => `{"changes":[${rows}],"epoch":"${epoch}","last":${last}}`,
  progress: (info) => `{"progress":{${progressMembers(info)}}}`,
  lag: (state, skipped) => `{"lag":{"state":"${state}","skipped":${skipped}}}`,
  reset: (reason) => `{"reset":{"reason":"${reason}"}}`,
  error: (error) => `{"error":${JSON.stringify(error)}}`,
  done: () => '{"done":true}',
};

function noticesMember(notices: readonly Notice[]): string {
  return notices.length === 0 ? '' : `,"notices":${noticesText(notices)}`;
}

function progressMembers({ epoch, watermark, waitingFor }: ProgressInfo): string {
  const waiting = waitingFor === null ? '' : `,"waitingFor":${JSON.stringify(waitingFor)}`;
  return `"epoch":"${epoch}","watermark":${JSON.stringify(watermark)}${waiting}`;
}
