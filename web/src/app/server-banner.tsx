import { Icon } from '../ui/icon.tsx';
import { useSignal } from '../ui/use-signal.ts';
import { useTick } from '../ui/use-tick.ts';
import { useServices } from './services.ts';

/** Says calmly that the server is gone, or what it is still busy with; nothing while all is well. */
export function ServerBanner() {
  const { watch } = useServices();
  const state = useSignal(watch.state);
  if (state.kind === 'gone') return <GoneBanner {...state} />;
  if (state.kind === 'up' && state.waitingFor.length > 0) {
    return (
      <div className="banner banner-info" role="status">
        <span className="spinner" />
        <p>
          <strong>Millrace is starting.</strong> Waiting for {state.waitingFor.join(', ')} …
        </p>
      </div>
    );
  }
  return null;
}

type GoneBannerProps = { readonly reason: string; readonly nextTryAtMs: number | null };

function GoneBanner({ reason, nextTryAtMs }: GoneBannerProps) {
  const { watch, clock } = useServices();
  const nowMs = useTick(clock, 250);
  const seconds = nextTryAtMs === null ? 0 : Math.ceil((nextTryAtMs - nowMs) / 1000);
  return (
    <div className="banner banner-warning">
      <Icon name="warning" size={18} />
      <p>
        <strong role="alert">{reason}</strong>{' '}
        <span className="banner-when">
          {seconds > 0 ? `Trying again in ${seconds} s …` : 'Trying …'}
        </span>{' '}
        <span className="banner-more">
          Your text is safe, and live results go on by themselves.
        </span>
      </p>
      <button type="button" className="button" onClick={() => watch.askNow()}>
        Retry now
      </button>
    </div>
  );
}
