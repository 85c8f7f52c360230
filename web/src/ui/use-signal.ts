import { useSyncExternalStore } from 'react';
import type { Signal } from './signal.ts';

/** The value of a signal; the component draws itself again when it is replaced. */
export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.get);
}
