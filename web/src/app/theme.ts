import { KeptText } from '../ui/kept-text.ts';
import { Signal } from '../ui/signal.ts';

/** What the person chose; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const kept = new KeptText('millrace.theme');

/** The chosen theme; the stylesheet reads it from the root element. */
export const theme = new Signal<Theme>('system');

/** Takes up the theme of the last visit. */
export function restoreTheme(): void {
  const stored = kept.get();
  setTheme(themes.find((each) => each === stored) ?? 'system');
}

/** Chooses a theme and remembers it. */
export function setTheme(next: Theme): void {
  theme.set(next);
  document.documentElement.setAttribute('data-theme', next);
  kept.set(next);
}

/** The theme after this one, for a button that goes round. */
export function themeAfter(current: Theme): Theme {
  return themes[(themes.indexOf(current) + 1) % themes.length] as Theme;
}
