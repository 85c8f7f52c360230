import { useServices } from '../../app/services.ts';
import { modKey } from '../../app/shortcuts-dialog.tsx';
import { useSignal } from '../../ui/use-signal.ts';
import { examplesFor, firstStream } from './examples.ts';

/** Before the first run: how to begin. */
export function NothingYet({ onExample }: { readonly onExample: (sql: string) => void }) {
  const { watch } = useServices();
  const { objects, isKnown } = useSignal(watch.catalog);
  const examples = examplesFor(objects).slice(0, 4);
  if (!isKnown) return null;
  return (
    <div className="nothing-yet">
      <h2>{objects.length === 0 ? 'No streams yet' : 'Nothing has been run yet'}</h2>
      {objects.length === 0 ? (
        <>
          <p>
            A stream is where events come in. This one makes its own, so that there is something to
            watch:
          </p>
          <pre className="nothing-code">{firstStream}</pre>
          <button
            type="button"
            className="button button-primary"
            onClick={() => onExample(firstStream)}
          >
            Run this
          </button>
        </>
      ) : (
        <>
          <p>
            Click a name on the left to watch it live, write a query and press <kbd>{modKey()}</kbd>{' '}
            <kbd>Enter</kbd>, or begin with one of these:
          </p>
          <ul className="nothing-examples">
            {examples.map(({ title, sql }) => (
              <li key={title}>
                <button type="button" onClick={() => onExample(sql)}>
                  <strong>{title}</strong>
                  <code>{sql.replace(/\s+/g, ' ')}</code>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
