import { Icon, type IconName } from '../ui/icon.tsx';
import { useSignal } from '../ui/use-signal.ts';
import { useServices } from './services.ts';
import { setTheme, type Theme, theme, themeAfter } from './theme.ts';

export type TopBarProps = {
  readonly onHelp: () => void;
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
};

/** The bar at the top: what this is, how the server is, and what belongs to every page. */
export function TopBar({ onHelp, isMenuOpen, onMenu }: TopBarProps) {
  return (
    <div className="top-bar">
      <button
        type="button"
        className="icon-button menu-button"
        aria-label="Streams and views"
        aria-expanded={isMenuOpen}
        onClick={onMenu}
      >
        <Icon name="menu" size={18} />
      </button>
      <img src="/icon.svg" alt="" width="22" height="22" />
      <h1>Millrace</h1>
      <span className="top-bar-space" />
      <ServerPill />
      <button
        type="button"
        className="icon-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={onHelp}
      >
        <Icon name="keyboard" size={18} />
      </button>
      <ThemeButton />
    </div>
  );
}

function ServerPill() {
  const { watch } = useServices();
  const state = useSignal(watch.state);
  const words = { connecting: 'Connecting', up: 'Connected', gone: 'Not connected' } as const;
  const isStarting = state.kind === 'up' && state.waitingFor.length > 0;
  return (
    <span className={`pill pill-${isStarting ? 'connecting' : state.kind}`}>
      <span className="dot" />
      {isStarting ? 'Starting' : words[state.kind]}
    </span>
  );
}

const themeIcons: Readonly<Record<Theme, IconName>> = {
  system: 'system',
  light: 'sun',
  dark: 'moon',
};
const themeNames: Readonly<Record<Theme, string>> = {
  system: 'as the system',
  light: 'light',
  dark: 'dark',
};

function ThemeButton() {
  const current = useSignal(theme);
  const next = themeAfter(current);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Colours: ${themeNames[current]}. Switch to ${themeNames[next]}`}
      title={`Colours: ${themeNames[current]}`}
      onClick={() => setTheme(next)}
    >
      <Icon name={themeIcons[current]} size={18} />
    </button>
  );
}
