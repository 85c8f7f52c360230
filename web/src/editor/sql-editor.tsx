import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import type { EditorHandle } from './editor-handle.ts';

export type SqlEditorProps = {
  readonly ref: Ref<EditorHandle | null>;
  readonly initialText: string;
  readonly objects: () => readonly ObjectInfo[];
  readonly onText: (text: string) => void;
  readonly onOpen: () => void;
};

/** The SQL editor. Its code is fetched when it is first drawn; until then the text stands there plain. */
export function SqlEditor({ ref, initialText, objects, onText, onOpen }: SqlEditorProps) {
  const element = useRef<HTMLDivElement>(null);
  const [handle, setHandle] = useState<EditorHandle | null>(null);
  const first = useRef({ initialText, objects, onText, onOpen });
  useImperativeHandle<EditorHandle | null, EditorHandle | null>(ref, () => handle, [handle]);

  useEffect(() => {
    let close: (() => void) | null = null;
    let closed = false;
    void import('./code-mirror.ts').then(({ openEditor }) => {
      if (closed || element.current === null) return;
      const { initialText: text, objects: known, onText: changed } = first.current;
      const opened = openEditor(element.current, { text, objects: known, onText: changed });
      close = opened.close;
      setHandle(opened.handle);
    });
    return () => {
      closed = true;
      close?.();
    };
  }, []);

  useEffect(() => {
    if (handle !== null) first.current.onOpen();
  }, [handle]);

  return (
    <div className="editor" ref={element}>
      {handle === null && <pre className="editor-waiting">{initialText}</pre>}
    </div>
  );
}
