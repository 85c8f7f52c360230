import { useEffect, useMemo, useRef } from 'react';
import { useServices } from '../../app/services.ts';
import type { Shortcut } from '../../app/shortcuts.ts';
import { CatalogPanel } from '../../catalog/catalog-panel.tsx';
import { liveQuery } from '../../catalog/live-query.ts';
import { quoted } from '../../editor/completions.ts';
import type { EditorHandle, EditorPiece } from '../../editor/editor-handle.ts';
import { SqlEditor } from '../../editor/sql-editor.tsx';
import { KeptText } from '../../ui/kept-text.ts';
import { Signal } from '../../ui/signal.ts';
import { Splitter, useKeptSize } from '../../ui/splitter.tsx';
import { useSignal } from '../../ui/use-signal.ts';
import { EditorToolbar } from './editor-toolbar.tsx';
import { firstStream } from './examples.ts';
import type { Failure } from './failure.ts';
import type { LivePhase } from './live-run.ts';
import { ResultPane } from './result-pane.tsx';
import { type Outcome, RunStore } from './run-store.ts';

const text = new KeptText('millrace.editor');

export type SqlPageProps = {
  /** The list of streams and views is open, where the page is too narrow to show it always. */
  readonly isMenuOpen: boolean;
  readonly onMenuDone: () => void;
  /** Hands the page's own commands to whoever listens to the keys. */
  readonly onCommands: (run: (command: Shortcut['command']) => void) => void;
};

/** The page for SQL: what there is at the left, the editor at the top, the result below. */
export function SqlPage({ isMenuOpen, onMenuDone, onCommands }: SqlPageProps) {
  const { client, clock, watch, session } = useServices();
  const { objects } = useSignal(watch.catalog);
  const editor = useRef<EditorHandle>(null);
  const filter = useRef<HTMLInputElement>(null);
  const known = useRef(objects);
  known.current = objects;
  const runs = useMemo(() => {
    const onAnswered = (): void => watch.askNow();
    return new RunStore({ client, clock, session, objects: () => known.current, onAnswered });
  }, [client, clock, watch, session]);
  const outcome = useSignal(runs.outcome);
  const isRunning = useIsRunning(outcome);
  const side = useKeptSize('millrace.side', 272);
  const top = useKeptSize('millrace.top', Math.round(window.innerHeight * 0.36));

  useEffect(() => {
    editor.current?.showFaults(outcome.kind === 'failed' ? faultsOf(outcome.failure) : []);
  }, [outcome]);

  const runPiece = (piece: EditorPiece | undefined): void => {
    if (piece !== undefined && piece.text.trim() !== '') void runs.run(piece);
  };
  const openQuery = (sql: string): void => {
    onMenuDone();
    runPiece(editor.current?.put(sql));
  };
  const insert = (name: string): void => editor.current?.insert(quoted(name));
  const command = (name: Shortcut['command']): void => {
    if (name === 'run') runPiece(editor.current?.piece());
    if (name === 'runAll') runPiece(editor.current?.whole());
    if (name === 'stop') runs.stop();
    if (name === 'pause') togglePause(outcome);
    if (name === 'filter') filter.current?.focus();
  };
  useEffect(() => onCommands(command));

  return (
    <div
      className={isMenuOpen ? 'sql-page sql-page-menu' : 'sql-page'}
      style={{ '--side': `${side.size}px`, '--top': `${top.size}px` } as React.CSSProperties}
    >
      <nav className="side" aria-label="Streams and views">
        <CatalogPanel
          filterRef={filter}
          onOpen={(object) => openQuery(liveQuery(object))}
          onInsert={insert}
          onTry={() => openQuery(firstStream)}
        />
        <Splitter {...side} label="Width of the list" orientation="vertical" min={180} max={560} />
      </nav>
      <main className="work">
        <div className="editor-part">
          <EditorToolbar
            objects={objects}
            isRunning={isRunning}
            onRun={() => command('run')}
            onStop={() => runs.stop()}
            onExample={({ sql }) => openQuery(sql)}
          />
          <SqlEditor
            ref={editor}
            initialText={text.get() ?? ''}
            objects={() => known.current}
            onText={(now) => text.set(now)}
            onOpen={() => editor.current?.focus()}
          />
        </div>
        <Splitter
          {...top}
          label="Height of the editor"
          orientation="horizontal"
          min={110}
          max={Math.max(200, window.innerHeight - 240)}
        />
        <ResultPane
          runs={runs}
          onGoTo={(range) => editor.current?.goTo(range)}
          onExample={openQuery}
        />
      </main>
    </div>
  );
}

function faultsOf({ faults }: Failure) {
  return faults.flatMap(({ body, range }) =>
    range === null ? [] : [{ ...range, message: body.message }],
  );
}

/** Whether there is something to stop. */
function useIsRunning(outcome: Outcome): boolean {
  const phase = useSignal(outcome.kind === 'live' ? outcome.live.phase : noPhase);
  return outcome.kind === 'running' || (phase !== 'stopped' && phase !== 'ended');
}

const noPhase = new Signal<LivePhase>('ended');

function togglePause(outcome: Outcome): void {
  const grid = outcome.kind === 'live' ? outcome.live.grid.get() : null;
  if (grid === null) return;
  if (grid.paused) grid.resume();
  else grid.pause();
}
