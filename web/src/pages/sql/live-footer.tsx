import { useRef } from 'react';
import type { Clock } from '../../../../src/common/clock.ts';
import { cellText, countText } from '../../grid/cell-text.ts';
import type { GridStore } from '../../grid/grid-store.ts';
import { useSignal } from '../../ui/use-signal.ts';
import { useTick } from '../../ui/use-tick.ts';
import type { LivePhase, LiveRun } from './live-run.ts';

const readAgainMs = 500;
/** Older than this the result is called late: a healthy server confirms twice a second. */
const lateMs = 2_500;

export type LiveFooterProps = {
  readonly live: LiveRun;
  readonly grid: GridStore;
  readonly clock: Clock;
};

/** The numbers below a live result. */
export function LiveFooter({ live, grid, clock }: LiveFooterProps) {
  const nowMs = useTick(clock, readAgainMs);
  const facts = useSignal(live.facts);
  const phase = useSignal(live.phase);
  const rate = useRate(grid, nowMs);
  const { watermark, waitingFor, skipped, conflating, confirmedAtMs } = facts;
  const isQuiet = rate === 0;
  return (
    <footer className="facts">
      <span>
        <strong>{countText(grid.size)}</strong> {grid.size === 1 ? 'row' : 'rows'}
      </span>
      {grid.dropped > 0 && (
        <span title="The page keeps the newest rows; older ones are dropped.">
          newest only, {countText(grid.dropped)} older dropped
        </span>
      )}
      {isRunning(phase) && (
        <span>
          <strong>{rateText(rate)}</strong> updates/s
        </span>
      )}
      {isRunning(phase) && confirmedAtMs !== null && (
        <Freshness
          ageMs={Math.max(facts.unconfirmedMs, nowMs - confirmedAtMs)}
          isCut={phase === 'reconnecting'}
        />
      )}
      {watermark !== null && (
        <span title={`Event time up to which everything is here: ${watermark}`}>
          watermark <strong>{cellText(watermark, 'timestamp').slice(0, 19)}</strong>
        </span>
      )}
      {skipped > 0 && (
        <span title="Changes folded together because the page was slower than the stream; the result is exact">
          skipped <strong>{countText(skipped)}</strong>
          {conflating && ' (catching up)'}
        </span>
      )}
      {waitingFor !== null && isQuiet && isRunning(phase) && (
        <span className="facts-waiting" title={waitingFor}>
          {sentence(waitingFor)}
        </span>
      )}
    </footer>
  );
}

function isRunning(phase: LivePhase): boolean {
  return phase !== 'stopped' && phase !== 'ended';
}

type FreshnessProps = { readonly ageMs: number; readonly isCut: boolean };

function Freshness({ ageMs, isCut }: FreshnessProps) {
  const isLate = isCut || ageMs > lateMs;
  const text = ageMs < 1000 ? `${Math.round(ageMs)} ms` : `${(ageMs / 1000).toFixed(1)} s`;
  return (
    <span
      className={isLate ? 'facts-late' : ''}
      title="What is shown is at most so old: the server confirms when everything up to a moment is here"
    >
      {isLate ? 'last heard' : 'fresh'} <strong>{text}</strong>
      {isLate && ' ago'}
    </span>
  );
}

/** Updates per second, over the last few readings. */
function useRate(grid: GridStore, nowMs: number): number {
  const readings = useRef<{ grid: GridStore; atMs: number; updates: number }[]>([]);
  const last = readings.current.at(-1);
  if (last?.grid !== grid) readings.current = [];
  if (last?.atMs !== nowMs || last.grid !== grid) {
    readings.current = [
      ...readings.current.slice(-4),
      { grid, atMs: nowMs, updates: grid.updates },
    ];
  }
  const first = readings.current[0];
  const newest = readings.current.at(-1);
  if (first === undefined || newest === undefined || newest.atMs <= first.atMs) return 0;
  return ((newest.updates - first.updates) * 1000) / (newest.atMs - first.atMs);
}

/** What holds results back, beginning as a sentence does. */
export function sentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

function rateText(rate: number): string {
  return rate < 10 && rate > 0 ? rate.toFixed(1) : countText(Math.round(rate));
}
