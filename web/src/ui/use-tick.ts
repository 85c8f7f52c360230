import { useEffect, useState } from 'react';
import type { Clock, Timer } from '../../../src/common/clock.ts';

/** The clock's monotonic milliseconds, read again every `everyMs` while the component is drawn. */
export function useTick(clock: Clock, everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => clock.monotonicMs());
  useEffect(() => {
    let timer: Timer | null = null;
    const tick = (): void => {
      setNowMs(clock.monotonicMs());
      timer = clock.after(everyMs, tick);
    };
    tick();
    return () => timer?.cancel();
  }, [clock, everyMs]);
  return nowMs;
}
