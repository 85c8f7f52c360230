import type { ObjectInfo } from '../../../../src/protocol/messages.ts';
import { modKey } from '../../app/shortcuts-dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type Example, examplesFor } from './examples.ts';

export type EditorToolbarProps = {
  readonly objects: readonly ObjectInfo[];
  readonly isRunning: boolean;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onExample: (example: Example) => void;
};

/** The bar above the editor: run, stop, and queries to begin with. */
export function EditorToolbar(props: EditorToolbarProps) {
  const { objects, isRunning, onRun, onStop, onExample } = props;
  const examples = examplesFor(objects);
  return (
    <div className="toolbar">
      <button type="button" className="button button-primary" onClick={onRun}>
        <Icon name="play" />
        Run
        <span className="button-keys" aria-hidden="true">
          {modKey()} ↵
        </span>
      </button>
      <button type="button" className="button" onClick={onStop} disabled={!isRunning}>
        <Icon name="stop" />
        Stop
      </button>
      <span className="toolbar-space" />
      {examples.length > 0 && (
        <Disclosure label="Examples" icon="book">
          {(close) => (
            <ul className="examples">
              {examples.map((example) => (
                <li key={example.title}>
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      onExample(example);
                    }}
                  >
                    <strong>{example.title}</strong>
                    <code>{example.sql.replace(/\s+/g, ' ')}</code>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </div>
  );
}
