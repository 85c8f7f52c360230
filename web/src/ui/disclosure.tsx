import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';

export type DisclosureProps = {
  readonly label: string;
  readonly icon: IconName;
  /** What opens below the button; call `close` when something in it was chosen. */
  readonly children: (close: () => void) => ReactNode;
};

/** A button with a panel that opens below it; Escape and a click elsewhere close it. */
export function Disclosure({ label, icon, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onPointer = (event: PointerEvent): void => {
      if (!(element.current?.contains(event.target as Node) ?? false)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen]);
  return (
    <div className="disclosure" ref={element}>
      <button
        ref={button}
        type="button"
        className="button button-quiet"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {label}
      </button>
      {isOpen && <div className="disclosure-panel">{children(() => setOpen(false))}</div>}
    </div>
  );
}
