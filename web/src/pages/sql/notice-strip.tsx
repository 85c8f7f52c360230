import type { Notice } from '../../../../src/protocol/messages.ts';
import { Icon } from '../../ui/icon.tsx';

/** What the server had to say beside its answer. */
export function NoticeStrip({ notices }: { readonly notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className="notices" aria-label="Notices">
      {notices.map(({ severity, message, hint }) => (
        <li key={severity + message} className={`notice notice-${severity.toLowerCase()}`}>
          <Icon name={severity === 'WARNING' ? 'warning' : 'info'} />
          <span>
            {message}
            {hint !== undefined && <span className="notice-hint"> {hint}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
