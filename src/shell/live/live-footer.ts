import type { ConnectionState } from '../../client/live-connection.ts';
import type { Style } from '../style.ts';
import { elide, visible } from '../text-width.ts';

/** What is said below a live result. */
export type LiveStatus = {
  readonly connection: ConnectionState;
  readonly paused: boolean;
  /** Whether the first snapshot is there. */
  readonly loaded: boolean;
  readonly shownRows: number;
  readonly rows: number;
  readonly droppedRows: number;
  readonly hiddenColumns: number;
  readonly updatesPerSecond: number;
  /** ISO 8601, or infinity when the input has ended. */
  readonly watermark: string | null;
  /** What holds results back, in words. */
  readonly waitingFor: string | null;
  /** Changes that the server merged because this side was slow. */
  readonly skipped: number;
};

/** The lines below a live result: how it is, what holds results back if anything, and which keys there are. */
export function liveFooter(status: LiveStatus, width: number, style: Style): string[] {
  const facts = [
    rowsText(status),
    `${Math.round(status.updatesPerSecond).toLocaleString('en')} updates/s`,
    ...watermarkText(status.watermark),
    ...(status.hiddenColumns === 0 ? [] : [`${status.hiddenColumns} columns do not fit`]),
    ...(status.skipped === 0 ? [] : [`${status.skipped.toLocaleString('en')} merged`]),
  ];
  const state = stateText(status);
  const line = elide(`${state.text}  ${facts.join(' · ')}`, width);
  const painted = state.paint(style)(line.slice(0, state.text.length));
  const keys = `q quit · p ${status.paused ? 'go on' : 'pause'} · c table or changes`;
  const waiting = status.waitingFor === null ? [] : [visible(status.waitingFor)];
  return [
    painted + line.slice(state.text.length),
    ...waiting.map((text) => style.yellow(elide(text, width))),
    style.dim(elide(keys, width)),
  ];
}

function stateText({ connection, paused, loaded }: LiveStatus): {
  readonly text: string;
  readonly paint: (style: Style) => (text: string) => string;
} {
  if (connection !== 'open') {
    return { text: '○ connection lost, trying again', paint: (style) => style.red };
  }
  if (paused) return { text: '⏸ paused', paint: (style) => style.yellow };
  if (!loaded) return { text: '○ loading', paint: (style) => style.yellow };
  return { text: '● live', paint: (style) => style.green };
}

function rowsText({ shownRows, rows, droppedRows }: LiveStatus): string {
  const all = `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
  const shown = shownRows < rows ? `${shownRows.toLocaleString('en')} of ${all}` : all;
  return droppedRows === 0 ? shown : `${shown}, older ones not kept`;
}

function watermarkText(watermark: string | null): string[] {
  if (watermark === null) return [];
  if (watermark === 'infinity') return ['the input has ended'];
  return [`watermark ${watermark.replace('T', ' ').replace(/\.(\d{3})\d*$/, '.$1')}`];
}
