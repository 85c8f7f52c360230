import { SqlError, sqlState } from '../../common/sql-error.ts';
import { PatternCache } from '../pattern-cache.ts';
import { jsonElement, jsonMember, jsonType } from './json-walk.ts';

const paths = new PatternCache<readonly string[]>(readPath);

/** The steps of a path written as a text array: '{a,0,"b c"}'. @throws SqlError 22P02 */
export function pathSteps(text: string): readonly string[] {
  return paths.get(text);
}

function readPath(text: string): readonly string[] {
  const body = /^\s*\{([\s\S]*)\}\s*$/.exec(text)?.[1];
  if (body === undefined) throw malformed(text);
  if (body.trim() === '') return [];
  const steps: string[] = [];
  const step = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|((?:[^",{}\\]|\\[\s\S])*))\s*(,|$)/y;
  for (;;) {
    const match = step.exec(body);
    if (match === null) throw malformed(text);
    const [, quoted, bare, comma] = match;
    const word = quoted ?? (bare ?? '').trimEnd();
    if (quoted === undefined && word === '') throw malformed(text);
    steps.push(word.replace(/\\([\s\S])/g, '$1'));
    if (comma === '') return steps;
  }
}

function malformed(text: string): SqlError {
  return new SqlError(sqlState.invalidTextRepresentation, `malformed array literal: "${text}"`, {
    hint: 'Write a path as \'{key, 0, "other key"}\'.',
  });
}

/** What stands at the end of a path; null when it leads nowhere. */
export function jsonAtPath(text: string, steps: readonly string[]): string | null {
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
