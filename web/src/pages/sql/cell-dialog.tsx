import { useState } from 'react';
import type { Cell, Column } from '../../../../src/protocol/messages.ts';
import { cellSource } from '../../grid/cell-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';

export type OpenCell = { readonly column: Column; readonly cell: Cell };

/** One cell, whole, as it was when it was opened. */
export function CellDialog({ column, cell, onClose }: OpenCell & { readonly onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const text = wholeText(cell);
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(cellSource(cell));
    setCopied(true);
  };
  return (
    <Dialog title={column.name} onClose={onClose}>
      <p className="cell-facts">
        {column.type}
        {cell === null ? '' : ` · ${text.length} characters`}
      </p>
      {cell === null ? <p className="null">NULL</p> : <pre className="cell-whole">{text}</pre>}
      <button type="button" className="button" onClick={() => void copy()}>
        <Icon name={isCopied ? 'check' : 'copy'} />
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </Dialog>
  );
}

/** Objects and JSON texts on many lines, everything else as it is. */
function wholeText(cell: Cell): string {
  if (typeof cell === 'object' && cell !== null) return JSON.stringify(cell, null, 2);
  const text = cellSource(cell);
  if (!/^[[{]/.test(text)) return text;
  try {
    // Only laid out anew when nothing is lost: numbers beyond 2^53 would be.
    const laidOut = JSON.stringify(JSON.parse(text), null, 2);
    return laidOut.replace(/\s/g, '') === text.replace(/\s/g, '') ? laidOut : text;
  } catch {
    return text;
  }
}
