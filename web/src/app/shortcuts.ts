/** A key that does something, as the list of shortcuts shows it. */
export type Shortcut = {
  /** The key by its `key` name in small letters, for those that the whole page listens to. */
  readonly key?: string;
  readonly mod?: boolean;
  readonly shift?: boolean;
  /** What the page does then. */
  readonly command?: 'run' | 'runAll' | 'stop' | 'pause' | 'help' | 'filter';
  /** The keys as a person reads them, `Mod` standing for Ctrl or ⌘. */
  readonly keys: readonly string[];
  readonly what: string;
};

export type ShortcutGroup = { readonly title: string; readonly shortcuts: readonly Shortcut[] };

/** Every shortcut of the page: this is what the page listens to, and what the list shows. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: 'Queries',
    shortcuts: [
      {
        key: 'enter',
        mod: true,
        command: 'run',
        keys: ['Mod', 'Enter'],
        what: 'Run the selection or the statement at the cursor',
      },
      {
        key: 'enter',
        mod: true,
        shift: true,
        command: 'runAll',
        keys: ['Mod', 'Shift', 'Enter'],
        what: 'Run everything',
      },
      { key: '.', mod: true, command: 'stop', keys: ['Mod', '.'], what: 'Stop what runs' },
    ],
  },
  {
    title: 'Editor',
    shortcuts: [
      { keys: ['Ctrl', 'Space'], what: 'Offer names and words' },
      { keys: ['Mod', '/'], what: 'Turn lines into comments and back' },
      { keys: ['Mod', 'Z'], what: 'Undo' },
    ],
  },
  {
    title: 'Result',
    shortcuts: [
      { keys: ['↑', '↓', '←', '→'], what: 'Move from cell to cell, up into the head' },
      { keys: ['Mod', 'Home'], what: 'To the first row; with End to the last' },
      { keys: ['Enter'], what: 'See the cell whole; in the head: sort' },
      { keys: ['Mod', 'C'], what: 'Copy the cell' },
      { key: 'p', command: 'pause', keys: ['P'], what: 'Pause and go on' },
    ],
  },
  {
    title: 'Page',
    shortcuts: [
      { key: '/', command: 'filter', keys: ['/'], what: 'Find a stream or view' },
      { key: '?', command: 'help', keys: ['?'], what: 'This list' },
    ],
  },
];

/** The parts of a key press that shortcuts look at. */
export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/**
 * The command of a key press, or null. Plain keys count only outside of text fields, where they
 * are letters.
 */
export function commandOf(press: KeyPress, inText: boolean): Shortcut['command'] | null {
  const key = press.key.toLowerCase();
  const mod = press.ctrlKey || press.metaKey;
  if (press.altKey || (inText && !mod)) return null;
  const found = shortcutGroups
    .flatMap(({ shortcuts }) => shortcuts)
    .find((each) => each.key === key && fits(each, mod, press.shiftKey));
  return found?.command ?? null;
}

/** Signs such as `?` are typed with or without Shift, depending on the keyboard. */
function fits(shortcut: Shortcut, mod: boolean, shift: boolean): boolean {
  if ((shortcut.mod ?? false) !== mod) return false;
  return shortcut.mod !== true || (shortcut.shift ?? false) === shift;
}
