import { lineAround, type TextRange } from '../../editor/text-position.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Failure, Fault, SentText } from './failure.ts';

export type FailureViewProps = {
  readonly failure: Failure;
  readonly onGoTo: (range: TextRange) => void;
  readonly onRetry: () => void;
};

/** What went wrong, where in the text, and what to do about it. */
export function FailureView({ failure, onGoTo, onRetry }: FailureViewProps) {
  if (failure.kind === 'unreachable') {
    return (
      <div className="failure" role="alert">
        <h2>
          <Icon name="warning" size={18} /> The server did not answer
        </h2>
        <p>The statement may not have been run. Your text is still in the editor.</p>
        <button type="button" className="button" onClick={onRetry}>
          Run it again
        </button>
      </div>
    );
  }
  return (
    <div className="failures" role="alert">
      {failure.faults.map((fault) => (
        <FaultCard
          key={fault.body.message + String(fault.range?.from)}
          fault={fault}
          sent={failure.sent}
          onGoTo={onGoTo}
        />
      ))}
    </div>
  );
}

type FaultCardProps = {
  readonly fault: Fault;
  readonly sent: SentText;
  readonly onGoTo: (range: TextRange) => void;
};

function FaultCard({ fault, sent, onGoTo }: FaultCardProps) {
  const { code, message, detail, hint } = fault.body;
  const { range } = fault;
  return (
    <article className="failure">
      <h2>
        <span className="failure-code">{code}</span> {message}
      </h2>
      {range !== null && <FaultyLine range={range} sent={sent} onGoTo={onGoTo} />}
      {detail !== undefined && <p>{detail}</p>}
      {hint !== undefined && (
        <p className="failure-hint">
          <strong>Hint</strong> {hint}
        </p>
      )}
    </article>
  );
}

type FaultyLineProps = Pick<FaultCardProps, 'sent' | 'onGoTo'> & { readonly range: TextRange };

function FaultyLine({ range, sent, onGoTo }: FaultyLineProps) {
  const line = lineAround(sent.text, range.from - sent.from);
  const end = Math.min(line.text.length, line.column + Math.max(1, range.to - range.from));
  return (
    <button type="button" className="faulty-line" onClick={() => onGoTo(range)} title="Go there">
      <span className="faulty-number">{sent.line + line.number - 1}</span>
      <code>
        {line.text.slice(0, line.column)}
        <mark>{line.text.slice(line.column, end) || ' '}</mark>
        {line.text.slice(end)}
      </code>
    </button>
  );
}
