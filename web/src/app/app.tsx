import { useEffect, useRef, useState } from 'react';
import { SqlPage } from '../pages/sql/sql-page.tsx';
import { ServerBanner } from './server-banner.tsx';
import { commandOf, type Shortcut } from './shortcuts.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page: the bar, what is wrong if anything is, and the page that is open. */
export function App() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const pageCommand = useRef<(command: Shortcut['command']) => void>(() => undefined);

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const command = commandOf(event, isTextField(event.target));
      if (command === null || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      event.stopPropagation();
      if (command === 'help') setHelpOpen(true);
      else pageCommand.current(command);
    };
    // Before the editor sees the key: the page's commands hold everywhere.
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, []);

  return (
    <div className="app">
      <header>
        <TopBar
          onHelp={() => setHelpOpen(true)}
          isMenuOpen={isMenuOpen}
          onMenu={() => setMenuOpen(!isMenuOpen)}
        />
        <ServerBanner />
      </header>
      <SqlPage
        isMenuOpen={isMenuOpen}
        onMenuDone={() => setMenuOpen(false)}
        onCommands={(run) => {
          pageCommand.current = run;
        }}
      />
      {isHelpOpen && <ShortcutsDialog onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target instanceof HTMLInputElement;
}
