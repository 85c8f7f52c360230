import type { Matcher, RE2JS } from 're2js';

/** Where the character at a 1-based position begins, as UTF-16 units; beyond the text its length + 1. */
export function unitsAt(text: string, position: number): number {
  let units = 0;
  for (let left = position - 1; left > 0; left -= 1) {
    if (units >= text.length) return text.length + 1;
    units += (text.codePointAt(units) as number) > 0xffff ? 2 : 1;
  }
  return units;
}

/** How many characters the UTF-16 units [0, end) of a text are. */
export function charactersBefore(text: string, end: number): number {
  let count = 0;
  for (let at = 0; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}

/** The place behind a match: behind an empty one, a character further. */
function behind(text: string, start: number, end: number): number {
  if (end > start) return end;
  return end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
}

/**
 * The matcher standing on the nth match (1-based) that begins at `from` or behind it; null when
 * there are fewer.
 */
export function nthMatch(regex: RE2JS, text: string, from: number, n: number): Matcher | null {
  const matcher = regex.matcher(text);
  let at = from;
  for (let count = 1; at <= text.length && matcher.find(at); count += 1) {
    if (count === n) return matcher;
    at = behind(text, matcher.start(), matcher.end());
  }
  return null;
}

/** How many matches there are from `from` on. */
export function countMatches(regex: RE2JS, text: string, from: number): number {
  const matcher = regex.matcher(text);
  let count = 0;
  for (let at = from; at <= text.length && matcher.find(at); count += 1) {
    at = behind(text, matcher.start(), matcher.end());
  }
  return count;
}

/** A piece of a replacement: text, or the number of the group that stands there. */
export type ReplacementPart = string | number;

/** What `\1` … `\9`, `\&` and `\\` in a replacement mean. */
export function replacementParts(replacement: string): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let plain = '';
  for (let at = 0; at < replacement.length; at += 1) {
    const letter = replacement[at] as string;
    const next = replacement[at + 1];
    if (letter !== '\\' || next === undefined) {
      plain += letter;
      continue;
    }
    at += 1;
    if (next === '\\') plain += next;
    else if (next === '&' || /[1-9]/.test(next)) {
      parts.push(plain, next === '&' ? 0 : Number(next));
      plain = '';
    } else plain += letter + next;
  }
  return [...parts, plain];
}

/**
 * The text with the nth match from `from` on replaced, with n = 0 every match (PostgreSQL's
 * replace_text_regexp).
 */
export function replaceMatches(
  regex: RE2JS,
  text: string,
  from: number,
  n: number,
  parts: readonly ReplacementPart[],
): string {
  const matcher = regex.matcher(text);
  let result = '';
  let copied = 0;
  let at = from;
  for (let count = 1; at <= text.length && matcher.find(at); count += 1) {
    const start = matcher.start();
    const end = matcher.end();
    at = behind(text, start, end);
    if (n > 0 && count !== n) continue;
    result += text.slice(copied, start) + replaced(matcher, parts);
    copied = end;
    if (n > 0) break;
  }
  return result + text.slice(copied);
}

function replaced(matcher: Matcher, parts: readonly ReplacementPart[]): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if (part <= matcher.groupCount()) text += matcher.group(part) ?? '';
  }
  return text;
}
