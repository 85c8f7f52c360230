import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import type { TextRange } from '../../editor/text-position.ts';
import { useSignal } from '../../ui/use-signal.ts';
import { useTick } from '../../ui/use-tick.ts';
import { AnswerView } from './answer-view.tsx';
import { CellDialog, type OpenCell } from './cell-dialog.tsx';
import { FailureView } from './failure-view.tsx';
import { LiveResult } from './live-result.tsx';
import { NothingYet } from './nothing-yet.tsx';
import type { Outcome, RunStore } from './run-store.ts';
import { ScanProgress } from './scan-progress.tsx';

export type ResultPaneProps = {
  readonly runs: RunStore;
  readonly onGoTo: (range: TextRange) => void;
  readonly onExample: (sql: string) => void;
};

/** The pane below the editor: whatever the last run came to. */
export function ResultPane({ runs, onGoTo, onExample }: ResultPaneProps) {
  const outcome = useSignal(runs.outcome);
  const [opened, setOpened] = useState<OpenCell | null>(null);
  return (
    <section className="result" aria-label="Result">
      <OutcomeView
        outcome={outcome}
        runs={runs}
        onGoTo={onGoTo}
        onExample={onExample}
        onOpenCell={setOpened}
      />
      {opened !== null && <CellDialog {...opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

type OutcomeViewProps = ResultPaneProps & {
  readonly outcome: Outcome;
  readonly onOpenCell: (opened: OpenCell) => void;
};

function OutcomeView({ outcome, runs, onGoTo, onExample, onOpenCell }: OutcomeViewProps) {
  const { clock } = useServices();
  switch (outcome.kind) {
    case 'nothing':
      return <NothingYet onExample={onExample} />;
    case 'running':
      return <Running sinceMs={outcome.sinceMs} progress={outcome.progress} />;
    case 'canceled':
      return <p className="result-waiting">Stopped.</p>;
    case 'answered':
      return (
        <AnswerView
          key={outcomeKey(outcome)}
          results={outcome.results}
          tookMs={outcome.tookMs}
          clock={clock}
          onOpenCell={onOpenCell}
        />
      );
    case 'failed':
      return (
        <>
          <FailureView
            failure={outcome.failure}
            onGoTo={onGoTo}
            onRetry={() => void runs.run(outcome.failure.sent)}
          />
          {outcome.live !== null && (
            <LiveResult
              live={outcome.live}
              clock={clock}
              onOpenCell={onOpenCell}
              onShowAll={() => undefined}
            />
          )}
          {outcome.results.length > 0 && outcome.live === null && (
            <AnswerView
              results={outcome.results}
              tookMs={null}
              clock={clock}
              onOpenCell={onOpenCell}
            />
          )}
        </>
      );
    case 'live': {
      const { live, leftOut } = outcome;
      return (
        <>
          {leftOut > 0 && (
            <p className="result-left-out">
              A continuous query does not end, so {leftOut === 1 ? 'the statement' : 'what stands'}{' '}
              behind it was not run.
            </p>
          )}
          <LiveResult
            live={live}
            clock={clock}
            onOpenCell={onOpenCell}
            onShowAll={() => runs.restartWhole(live)}
          />
        </>
      );
    }
  }
}

function outcomeKey({ tookMs, results }: Extract<Outcome, { kind: 'answered' }>): string {
  return `${tookMs}-${results.length}`;
}

function Running({ sinceMs, progress }: Omit<Extract<Outcome, { kind: 'running' }>, 'kind'>) {
  const { clock } = useServices();
  const seconds = (useTick(clock, 100) - sinceMs) / 1000;
  return (
    <p className="result-waiting">
      <span className="spinner" /> Running{seconds >= 0.5 ? ` for ${seconds.toFixed(1)} s` : ''} …
      {progress !== null && <ScanProgress {...progress} />}
    </p>
  );
}
