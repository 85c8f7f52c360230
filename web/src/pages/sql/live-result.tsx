import { useSyncExternalStore } from 'react';
import type { Clock } from '../../../../src/common/clock.ts';
import { countText } from '../../grid/cell-text.ts';
import type { GridStore } from '../../grid/grid-store.ts';
import { ResultGrid } from '../../grid/result-grid.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useSignal } from '../../ui/use-signal.ts';
import type { OpenCell } from './cell-dialog.tsx';
import { LiveFooter, sentence } from './live-footer.tsx';
import type { LivePhase, LiveRun } from './live-run.ts';
import { NoticeStrip } from './notice-strip.tsx';

export type LiveResultProps = {
  readonly live: LiveRun;
  readonly clock: Clock;
  readonly onOpenCell: (opened: OpenCell) => void;
  readonly onShowAll: () => void;
};

/** A continuous query's result while it moves. */
export function LiveResult({ live, clock, onOpenCell, onShowAll }: LiveResultProps) {
  const grid = useSignal(live.grid);
  const phase = useSignal(live.phase);
  const notices = useSignal(live.notices);
  return (
    <>
      <LiveBar live={live} grid={grid} phase={phase} onShowAll={onShowAll} />
      <NoticeStrip notices={notices} />
      {grid === null ? (
        <p className="result-waiting">
          {phase === 'opening' ? 'Opening the query …' : 'The query ended before its first row.'}
        </p>
      ) : (
        <>
          <ResultGrid
            key={gridNumber(grid)}
            grid={grid}
            clock={clock}
            label="Live result"
            isStale={phase === 'reconnecting' || phase === 'loading'}
            onOpenCell={(column, cell) => onOpenCell({ column, cell })}
          />
          <EmptyLive live={live} grid={grid} phase={phase} />
          <LiveFooter live={live} grid={grid} clock={clock} />
        </>
      )}
    </>
  );
}

const numbers = new WeakMap<GridStore, number>();
let grids = 0;

/** A number for each grid: another grid is another component, with its own widths and focus. */
function gridNumber(grid: GridStore): number {
  const known = numbers.get(grid);
  if (known !== undefined) return known;
  grids += 1;
  numbers.set(grid, grids);
  return grids;
}

const phaseWords: Readonly<Record<LivePhase, string>> = {
  opening: 'Opening',
  loading: 'Loading',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stopped: 'Stopped',
  ended: 'Ended',
};

type LiveBarProps = {
  readonly live: LiveRun;
  readonly grid: GridStore | null;
  readonly phase: LivePhase;
  readonly onShowAll: () => void;
};

function LiveBar({ live, grid, phase, onShowAll }: LiveBarProps) {
  const isPaused = grid?.paused ?? false;
  useSyncExternalStore(grid?.subscribe ?? never, grid?.version ?? zero);
  return (
    <div className="result-bar">
      <span className={`pill pill-${isPaused ? 'paused' : phase}`} role="status">
        <span className="dot" />
        {isPaused ? 'Paused' : phaseWords[phase]}
      </span>
      <code className="result-sql">{live.sent.text.replace(/\s+/g, ' ')}</code>
      {live.earlierRows > 0 && (
        <span className="result-note">
          new rows only ·{' '}
          <button type="button" className="link" onClick={onShowAll}>
            show all {countText(live.earlierRows)}
          </button>
        </span>
      )}
      {grid !== null && (
        <button
          type="button"
          className="button button-quiet"
          disabled={!isPaused && (phase === 'stopped' || phase === 'ended')}
          onClick={() => (isPaused ? grid.resume() : grid.pause())}
        >
          <Icon name={isPaused ? 'play' : 'pause'} />
          {isPaused ? 'Go on' : 'Pause'}
        </button>
      )}
    </div>
  );
}

const never = (): (() => void) => () => undefined;
const zero = (): number => 0;

type EmptyLiveProps = {
  readonly live: LiveRun;
  readonly grid: GridStore;
  readonly phase: LivePhase;
};

/** Why there is nothing to see yet. */
function EmptyLive({ live, grid, phase }: EmptyLiveProps) {
  useSyncExternalStore(grid.subscribe, grid.version);
  const { waitingFor } = useSignal(live.facts);
  if (grid.rowCount > 0 || phase !== 'live') return null;
  return (
    <div className="grid-empty">
      <p>
        <strong>No rows yet.</strong>{' '}
        {waitingFor === null
          ? 'They appear here the moment they come in.'
          : `${sentence(waitingFor)}.`}
      </p>
    </div>
  );
}
