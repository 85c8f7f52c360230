/** A key as the editor knows it: a name, or text that was typed or pasted. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'key'; readonly name: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'pageup'
  | 'pagedown'
  | 'wordleft'
  | 'wordright'
  | 'bufferstart'
  | 'bufferend'
  | 'deleteword'
  | 'deletewordback'
  | 'newline'
  | `ctrl-${string}`
  | 'unknown';

const escapeStart = '\x1b';
const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** Keys that send more than one character: xterm's, the Linux console's, rxvt's. */
const sequences: Readonly<Record<string, KeyName>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[7~': 'home',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[1;5C': 'wordright',
  '[1;3C': 'wordright',
  Oc: 'wordright',
  '[1;5D': 'wordleft',
  '[1;3D': 'wordleft',
  Od: 'wordleft',
  '[1;5H': 'bufferstart',
  '[1;5F': 'bufferend',
  '[3;5~': 'deleteword',
  '[3;3~': 'deleteword',
  '[13;2u': 'newline',
  '[13;5u': 'newline',
  b: 'wordleft',
  f: 'wordright',
  d: 'deleteword',
  '<': 'bufferstart',
  '>': 'bufferend',
  '\x7f': 'deletewordback',
  '\b': 'deletewordback',
  '\r': 'newline',
  '\n': 'newline',
};

/**
 * Turns what a terminal sends into keys. Sequences may come in pieces; `pending` tells that one has
 * begun, and `flush` that no more of it will come (a lone Escape).
 */
export class KeyDecoder {
  #rest = '';

  get pending(): boolean {
    return this.#rest !== '';
  }

  /** Takes what the terminal sent; answers the keys that are whole. */
  decode(chunk: string): Key[] {
    this.#rest += chunk;
    const keys: Key[] = [];
    for (let taken = this.#take(); taken !== null; taken = this.#take()) keys.push(taken);
    return keys;
  }

  /** Takes what is left as it is. */
  flush(): Key[] {
    if (this.#rest.startsWith(pasteStart)) return [];
    const isEscape = this.#rest === escapeStart;
    const rest = this.#rest;
    this.#rest = '';
    if (rest === '') return [];
    return [{ kind: 'key', name: isEscape ? 'escape' : 'unknown' }];
  }

  /** The next whole key, or null. */
  #take(): Key | null {
    const rest = this.#rest;
    if (rest === '') return null;
    if (rest.startsWith(pasteStart)) return this.#takePaste();
    if (rest[0] === escapeStart) return this.#takeSequence();
    const control = controlKey(rest[0] as string);
    if (control !== null) {
      this.#rest = rest.slice(1);
      return { kind: 'key', name: control };
    }
    const text = /^\P{Cc}+/u.exec(rest)?.[0] ?? (rest[0] as string);
    this.#rest = rest.slice(text.length);
    return { kind: 'text', text };
  }

  #takePaste(): Key | null {
    const end = this.#rest.indexOf(pasteEnd);
    if (end < 0) return null;
    const text = this.#rest.slice(pasteStart.length, end).replace(/\r\n?/g, '\n');
    this.#rest = this.#rest.slice(end + pasteEnd.length);
    return { kind: 'paste', text };
  }

  #takeSequence(): Key | null {
    const behind = this.#rest.slice(1);
    if (behind.startsWith(escapeStart)) {
      this.#rest = behind;
      return { kind: 'key', name: 'escape' };
    }
    const found = /^(?:\[[\d;?]*[ -/]*[@-~]|O[@-~]|[^[O])/.exec(behind)?.[0];
    if (found === undefined) return null;
    this.#rest = behind.slice(found.length);
    return { kind: 'key', name: sequences[found] ?? 'unknown' };
  }
}

/** The key in one word: its name, or the text that was typed. */
export function keyName(key: Key): string {
  return key.kind === 'key' ? key.name : key.text;
}

function controlKey(character: string): KeyName | null {
  const code = character.charCodeAt(0);
  switch (character) {
    case '\r':
    case '\n':
      return 'enter';
    case '\t':
      return 'tab';
    case '\x7f':
    case '\b':
      return 'backspace';
    default:
      return code >= 1 && code <= 26
        ? `ctrl-${String.fromCharCode(code + 96)}`
        : otherControl(code);
  }
}

function otherControl(code: number): KeyName | null {
  if (code === 0x1f) return 'ctrl-_';
  return code < 32 ? 'unknown' : null;
}
