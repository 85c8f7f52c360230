import { type Ref, useState } from 'react';
import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import { useServices } from '../app/services.ts';
import { Icon } from '../ui/icon.tsx';
import { useSignal } from '../ui/use-signal.ts';
import { catalogGroups } from './catalog-groups.ts';
import { CatalogObject } from './catalog-object.tsx';

export type CatalogPanelProps = {
  readonly onOpen: (object: ObjectInfo) => void;
  readonly onInsert: (name: string) => void;
  /** Puts a first statement into the editor, for those who have no stream yet. */
  readonly onTry: () => void;
  readonly filterRef: Ref<HTMLInputElement>;
};

/** What there is to query: streams, tables and views, by kind. */
export function CatalogPanel({ onOpen, onInsert, onTry, filterRef }: CatalogPanelProps) {
  const { watch } = useServices();
  const { objects, rates, isKnown } = useSignal(watch.catalog);
  const [filter, setFilter] = useState('');
  const groups = catalogGroups(objects, filter);
  return (
    <div className="catalog">
      <div className="filter">
        <Icon name="search" size={14} />
        <input
          ref={filterRef}
          type="search"
          placeholder="Find a stream or view"
          aria-label="Find a stream or view"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      <div className="catalog-list">
        {groups.map(({ title, objects: members }) => (
          <section key={title}>
            <h2>
              {title} <span className="catalog-count">{members.length}</span>
            </h2>
            <ul>
              {members.map((object) => (
                <CatalogObject
                  key={object.name}
                  object={object}
                  rate={rates.get(object.name)}
                  onOpen={() => onOpen(object)}
                  onInsert={onInsert}
                />
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && (
          <CatalogEmpty isKnown={isKnown} isFiltered={objects.length > 0} onTry={onTry} />
        )}
      </div>
    </div>
  );
}

type CatalogEmptyProps = {
  readonly isKnown: boolean;
  readonly isFiltered: boolean;
  readonly onTry: () => void;
};

function CatalogEmpty({ isKnown, isFiltered, onTry }: CatalogEmptyProps) {
  if (!isKnown) return <p className="catalog-empty">Asking the server …</p>;
  if (isFiltered) return <p className="catalog-empty">Nothing has that name or such a column.</p>;
  return (
    <div className="catalog-empty">
      <p>
        <strong>No streams yet.</strong> A stream is where events come in. This one makes its own:
      </p>
      <button type="button" className="button" onClick={onTry}>
        Try it
      </button>
    </div>
  );
}
