import type { ArrayDatum } from '../../data/sql-type.ts';
import { jsonElement, jsonMember, jsonType } from './json-walk.ts';

/**
 * The steps of a path given as an array of texts; null when one of them is NULL, which leads
 * nowhere.
 */
export function pathSteps(path: ArrayDatum): readonly string[] | null {
  return path.includes(null) ? null : (path.flat() as readonly string[]);
}

/** What stands at the end of a path; null when it leads nowhere. */
export function jsonAtPath(text: string, steps: readonly string[] | null): string | null {
  if (steps === null) return null;
  let value: string | null = text;
  for (const step of steps) {
    if (value === null) return null;
    value = jsonType(value) === 'array' ? elementAt(value, step) : jsonMember(value, step);
  }
  return value;
}

function elementAt(text: string, step: string): string | null {
  return /^\s*[+-]?\d+$/.test(step) ? jsonElement(text, Number(step)) : null;
}
