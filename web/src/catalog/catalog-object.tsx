import { useRef, useState } from 'react';
import type { Timer } from '../../../src/common/clock.ts';
import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import { useServices } from '../app/services.ts';
import { countText, shortCount } from '../grid/cell-text.ts';
import { Icon } from '../ui/icon.tsx';
import { shortType } from '../ui/type-name.ts';

export type CatalogObjectProps = {
  readonly object: ObjectInfo;
  /** Rows per second that come in; undefined when none did. */
  readonly rate: number | undefined;
  readonly onOpen: () => void;
  readonly onInsert: (name: string) => void;
};

/** A second click within this time makes it a double click, in milliseconds. */
const doubleClickMs = 220;

/** A stream, table or view in the list: a click opens it live, the arrow shows its columns. */
export function CatalogObject({ object, rate, onOpen, onInsert }: CatalogObjectProps) {
  const { clock } = useServices();
  const [isExpanded, setExpanded] = useState(false);
  const pending = useRef<Timer | null>(null);
  const { name, kind } = object;

  const click = (detail: number): void => {
    pending.current?.cancel();
    // The keyboard has no double click, so it need not wait for one.
    if (detail === 0) onOpen();
    else pending.current = clock.after(doubleClickMs, onOpen);
  };
  const doubleClick = (): void => {
    pending.current?.cancel();
    onInsert(name);
  };

  return (
    <li className="object">
      <div className="object-line">
        <button
          type="button"
          className="object-arrow"
          aria-expanded={isExpanded}
          aria-label={`Columns of ${name}`}
          onClick={() => setExpanded(!isExpanded)}
        >
          <Icon name="chevron" size={14} />
        </button>
        <button
          type="button"
          className="object-name"
          title={`${name}: click to watch it live, double-click to insert the name`}
          onClick={(event) => click(event.detail)}
          onDoubleClick={doubleClick}
        >
          <Icon name={kind} />
          <span className="object-text">{name}</span>
          <ObjectState object={object} rate={rate} />
        </button>
      </div>
      {isExpanded && <ObjectDetails object={object} onInsert={onInsert} />}
    </li>
  );
}

function ObjectState({ object, rate }: Pick<CatalogObjectProps, 'object' | 'rate'>) {
  const { status = 'running', progress, rows, kind } = object;
  if (status === 'failed') return <span className="badge badge-failed">failed</span>;
  if (status !== 'running') {
    const percent = progress === undefined ? '' : ` ${Math.floor(progress * 100)} %`;
    return <span className="badge badge-busy">{status + percent}</span>;
  }
  if (rate !== undefined && rate >= 0.05) {
    return <span className="object-rate">{rateText(rate)}/s</span>;
  }
  if (kind === 'view') return null;
  return <span className="object-rows">{shortCount(rows)}</span>;
}

function rateText(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : shortCount(Math.round(rate));
}

function ObjectDetails({ object, onInsert }: Pick<CatalogObjectProps, 'object' | 'onInsert'>) {
  const { columns, key, kind, rows, connector } = object;
  return (
    <div className="object-details">
      <ul className="columns" aria-label={`Columns of ${object.name}`}>
        {columns.map(({ name, type, nullable }, i) => (
          <li key={name}>
            <button
              type="button"
              title={`${name} ${type}${nullable ? '' : ' not null'}: click to insert the name`}
              onClick={() => onInsert(name)}
            >
              <span className="column-name">{name}</span>
              {key?.includes(i) === true && <Icon name="key" size={12} />}
              <span className="column-type">{shortType(type)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="object-facts">
        {kind !== 'view' && <span>{countText(rows)} rows</span>}
        {connector !== undefined && <span>from {connector}</span>}
      </p>
    </div>
  );
}
