const shapes = {
  play: 'M7 5.5v13l11-6.5z',
  stop: 'M6.5 6.5h11v11h-11z',
  pause: 'M8 5.5v13M16 5.5v13',
  chevron: 'm9 6 6 6-6 6',
  close: 'm6 6 12 12M18 6 6 18',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM20 20l-4.2-4.2',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.2A8.3 8.3 0 0 1 9.8 4 8.3 8.3 0 1 0 20 14.2Z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  keyboard: 'M3.5 6.5h17v11h-17zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8',
  stream:
    'M3 8.5c3 0 3 2.5 6 2.5s3-2.5 6-2.5 3 2.5 6 2.5M3 14.5c3 0 3 2.5 6 2.5s3-2.5 6-2.5 3 2.5 6 2.5',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9',
  'materialized view': 'M12 3.5 21 8l-9 4.5L3 8zM3.5 12.2 12 16.5l8.5-4.3M3.5 16.2 12 20.5l8.5-4.3',
  view: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4Z',
  warning: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5M12 8h.01',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  up: 'm7 14 5-5 5 5',
  down: 'm7 10 5 5 5-5',
  key: 'M15 4.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM11.5 12.5 4 20M7 17l2.5 2.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  book: 'M5 4.5h10a4 4 0 0 1 4 4v11H9a4 4 0 0 1-4-4zM5 15.5a3.5 3.5 0 0 1 3.5-3.5H19',
} as const;

export type IconName = keyof typeof shapes;

const filled: readonly IconName[] = ['play', 'stop'];

/** A small picture beside words; it says nothing to those who do not see it. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={filled.includes(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
