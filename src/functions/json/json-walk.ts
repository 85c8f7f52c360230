/**
 * What kind of value a JSON text is, by json_typeof's names. Here and below, parts of well-formed
 * texts are found as they are written, without making any value.
 */
export function jsonType(
  text: string,
): 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' {
  switch (text.charCodeAt(spaceEnd(text, 0))) {
    case code.openBrace:
      return 'object';
    case code.openBracket:
      return 'array';
    case code.quote:
      return 'string';
    case code.t:
    case code.f:
      return 'boolean';
    case code.n:
      return 'null';
    default:
      return 'number';
  }
}

/** The value of a member of an object, of several with one key the last; null when there is none. */
export function jsonMember(text: string, key: string): string | null {
  let at = spaceEnd(text, 0);
  if (text.charCodeAt(at) !== code.openBrace) return null;
  let from = -1;
  let to = -1;
  at = spaceEnd(text, at + 1);
  while (text.charCodeAt(at) === code.quote) {
    const keyEnd = stringEnd(text, at);
    const start = spaceEnd(text, spaceEnd(text, keyEnd) + 1);
    const isIt = isKey(text, at, keyEnd, key);
    const end = valueEnd(text, start);
    if (isIt) [from, to] = [start, end];
    at = spaceEnd(text, end);
    if (text.charCodeAt(at) !== code.comma) break;
    at = spaceEnd(text, at + 1);
  }
  return from < 0 ? null : text.slice(from, to);
}

/** The element at a place of an array, from its end when below zero; null when there is none. */
export function jsonElement(text: string, index: number): string | null {
  let at = spaceEnd(text, 0);
  if (text.charCodeAt(at) !== code.openBracket) return null;
  const place = index < 0 ? index + jsonLength(text) : index;
  at = spaceEnd(text, at + 1);
  for (let n = 0; !isClosing(text, at); n += 1) {
    const end = valueEnd(text, at);
    if (n === place) return text.slice(at, end);
    at = nextPart(text, end);
  }
  return null;
}

/** The elements of an array, as they are written. */
export function jsonElements(text: string): readonly string[] {
  const found: string[] = [];
  let at = spaceEnd(text, spaceEnd(text, 0) + 1);
  while (!isClosing(text, at)) {
    const end = valueEnd(text, at);
    found.push(text.slice(at, end));
    at = nextPart(text, end);
  }
  return found;
}

/** The keys of an object with their values, as these are written, in their order. */
export function jsonEntries(text: string): readonly (readonly [key: string, value: string])[] {
  const found: [string, string][] = [];
  let at = spaceEnd(text, spaceEnd(text, 0) + 1);
  while (!isClosing(text, at)) {
    const keyEnd = stringEnd(text, at);
    const start = spaceEnd(text, spaceEnd(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    found.push([unquoted(text.slice(at, keyEnd)), text.slice(start, end)]);
    at = nextPart(text, end);
  }
  return found;
}

/** How many elements an array or members an object has. */
export function jsonLength(text: string): number {
  let at = spaceEnd(text, 0);
  const isObject = text.charCodeAt(at) === code.openBrace;
  at = spaceEnd(text, at + 1);
  let count = 0;
  for (; !isClosing(text, at); count += 1) {
    if (isObject) at = spaceEnd(text, spaceEnd(text, stringEnd(text, at)) + 1);
    at = nextPart(text, valueEnd(text, at));
  }
  return count;
}

/** A value as text: a string without its quotes, null for JSON's null, else as written. */
export function jsonAsText(text: string): string | null {
  switch (jsonType(text)) {
    case 'string':
      return unquoted(text.trim());
    case 'null':
      return null;
    default:
      return text;
  }
}

const code = {
  quote: 34,
  comma: 44,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  f: 102,
  n: 110,
  t: 116,
  openBrace: 123,
  closeBrace: 125,
} as const;

function unquoted(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Whether the string at [start, end), in quotes, is the key. */
function isKey(text: string, start: number, end: number, key: string): boolean {
  if (end - start - 2 === key.length && text.startsWith(key, start + 1)) {
    return !key.includes('\\');
  }
  const raw = text.slice(start, end);
  return raw.includes('\\') && unquoted(raw) === key;
}

/** Behind the comma and white space that follow a part; at the closing bracket behind the last. */
function nextPart(text: string, end: number): number {
  const at = spaceEnd(text, end);
  return text.charCodeAt(at) === code.comma ? spaceEnd(text, at + 1) : at;
}

function isClosing(text: string, at: number): boolean {
  const letter = text.charCodeAt(at);
  return at >= text.length || letter === code.closeBracket || letter === code.closeBrace;
}

/** Behind the value that begins at a place. */
function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === code.quote) return stringEnd(text, start);
  if (first === code.openBrace || first === code.openBracket) return containerEnd(text, start);
  let at = start;
  while (at < text.length && !endsWord(text.charCodeAt(at))) at += 1;
  return at;
}

/** White space, a comma or a closing bracket ends numbers and words. */
function endsWord(letter: number): boolean {
  return (
    letter <= 32 ||
    letter === code.comma ||
    letter === code.closeBracket ||
    letter === code.closeBrace
  );
}

function containerEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const letter = text.charCodeAt(at);
    if (letter === code.quote) {
      at = stringEnd(text, at);
      continue;
    }
    at += 1;
    if (letter === code.openBrace || letter === code.openBracket) depth += 1;
    else if (letter === code.closeBrace || letter === code.closeBracket) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return at;
}

/** Behind the quote that ends the string which begins at a place. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text.charCodeAt(from - 1) === code.backslash) from -= 1;
  return (at - from) % 2 === 1;
}

/** The next place that is no white space: JSON has no other characters of that kind. */
function spaceEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}
