/**
 * What kind of value a JSON text is, by json_typeof's names. Here and below, parts of well-formed
 * texts are found as they are written, without making any value.
 */
export function jsonType(
  text: string,
): 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' {
  switch (text.trimStart()[0]) {
    case '{':
      return 'object';
    case '[':
      return 'array';
    case '"':
      return 'string';
    case 't':
    case 'f':
      return 'boolean';
    case 'n':
      return 'null';
    default:
      return 'number';
  }
}

/** The value of a member of an object, of several with one key the last; null when there is none. */
export function jsonMember(text: string, key: string): string | null {
  if (jsonType(text) !== 'object') return null;
  let found: string | null = null;
  eachPart(text, (start, end) => {
    const keyEnd = valueEnd(text, start);
    if (keyOf(text.slice(start, keyEnd)) !== key) return;
    const colon = text.indexOf(':', keyEnd);
    found = text.slice(colon + 1, end).trim();
  });
  return found;
}

/** The element at a place of an array, from its end when below zero; null when there is none. */
export function jsonElement(text: string, index: number): string | null {
  if (jsonType(text) !== 'array') return null;
  const place = index < 0 ? index + jsonLength(text) : index;
  let at = 0;
  let found: string | null = null;
  eachPart(text, (start, end) => {
    if (at === place) found = text.slice(start, end).trim();
    at += 1;
  });
  return found;
}

/** How many elements an array or members an object has. */
export function jsonLength(text: string): number {
  let count = 0;
  eachPart(text, () => {
    count += 1;
  });
  return count;
}

/** A value as text: a string without its quotes, null for JSON's null, else as written. */
export function jsonAsText(text: string): string | null {
  switch (jsonType(text)) {
    case 'string':
      return keyOf(text.trim());
    case 'null':
      return null;
    default:
      return text;
  }
}

function keyOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Tells the places of the elements or members of a container, white space behind them included. */
function eachPart(text: string, tell: (start: number, end: number) => void): void {
  let at = spaceEnd(text, spaceEnd(text, 0) + 1);
  if (text[at] === ']' || text[at] === '}') return;
  while (at < text.length) {
    const start = at;
    at = partEnd(text, at);
    tell(start, at);
    if (text[at] !== ',') return;
    at = spaceEnd(text, at + 1);
  }
}

/** The comma or bracket behind an element or member. */
function partEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const letter = text[at];
    if (letter === ',' || letter === ']' || letter === '}') return at;
    at = letter === '"' || letter === '[' || letter === '{' ? valueEnd(text, at) : at + 1;
  }
  return at;
}

/** Behind the string, array or object that begins at a place. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const letter = text[at];
    if (letter === '"') at = stringEnd(text, at);
    else {
      if (letter === '[' || letter === '{') depth += 1;
      else if (letter === ']' || letter === '}') depth -= 1;
      at += 1;
    }
  } while (depth > 0 && at < text.length);
  return at;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function spaceEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] as string)) at += 1;
  return at;
}
