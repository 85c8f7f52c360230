import { useMemo, useState } from 'react';
import type { Clock } from '../../../../src/common/clock.ts';
import type { StatementResult } from '../../../../src/protocol/messages.ts';
import { countText } from '../../grid/cell-text.ts';
import { GridStore } from '../../grid/grid-store.ts';
import { ResultGrid } from '../../grid/result-grid.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { OpenCell } from './cell-dialog.tsx';
import { NoticeStrip } from './notice-strip.tsx';

export type AnswerViewProps = {
  readonly results: readonly StatementResult[];
  /** How long the request took; null for what ran before something failed. */
  readonly tookMs: number | null;
  readonly clock: Clock;
  readonly onOpenCell: (opened: OpenCell) => void;
};

/** What statements that end have answered: rows, or that they were done. */
export function AnswerView({ results, tookMs, clock, onOpenCell }: AnswerViewProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = chosen ?? lastWithRows(results);
  const result = results[shown];
  if (result === undefined) return <p className="result-waiting">There was nothing to run.</p>;
  return (
    <>
      {results.length > 1 && (
        <div className="result-bar result-tabs">
          {results.map((each, i) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: results have no other name
              key={i}
              type="button"
              aria-pressed={i === shown}
              onClick={() => setChosen(i)}
            >
              {i + 1} · {each.command}
            </button>
          ))}
        </div>
      )}
      <NoticeStrip notices={result.notices} />
      {result.columns.length > 0 ? (
        <RowsView key={shown} result={result} clock={clock} onOpenCell={onOpenCell} />
      ) : (
        <div className="done">
          <Icon name="check" size={20} />
          <p>
            <strong>{result.command}</strong>
            {result.rowCount > 0 && ` · ${countText(result.rowCount)} rows`}
          </p>
        </div>
      )}
      <footer className="facts">
        {result.columns.length > 0 && (
          <span>
            <strong>{countText(result.rowCount)}</strong> {result.rowCount === 1 ? 'row' : 'rows'}
          </span>
        )}
        {tookMs !== null && (
          <span>
            <strong>{tookText(tookMs)}</strong>
          </span>
        )}
      </footer>
    </>
  );
}

type RowsViewProps = Pick<AnswerViewProps, 'clock' | 'onOpenCell'> & {
  readonly result: StatementResult;
};

function RowsView({ result, clock, onOpenCell }: RowsViewProps) {
  const grid = useMemo(() => settledGrid(result), [result]);
  return (
    <>
      <ResultGrid
        grid={grid}
        clock={clock}
        label="Result"
        isStale={false}
        onOpenCell={(column, cell) => onOpenCell({ column, cell })}
      />
      {result.rows.length === 0 && (
        <div className="grid-empty">
          <p>
            <strong>No rows.</strong> The statement ran and found none.
          </p>
        </div>
      )}
    </>
  );
}

/** A grid that holds rows as they came and never changes. */
function settledGrid({ columns, rows }: StatementResult): GridStore {
  const grid = new GridStore({ columns, key: [], rowsMax: Number.POSITIVE_INFINITY, sort: null });
  grid.addSnapshot(rows);
  grid.endSnapshot();
  return grid;
}

function lastWithRows(results: readonly StatementResult[]): number {
  const found = results.findLastIndex(({ columns }) => columns.length > 0);
  return found < 0 ? results.length - 1 : found;
}

function tookText(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
