import type { SqlType } from '../data/sql-type.ts';
import { type CastContext, canCast } from './conversion.ts';

/**
 * The id of the function that casts between two types in a context; null when there is none. A
 * bare literal is cast as text is. Types that are the same need no cast (`sameType`).
 */
export function castFunction(from: SqlType, to: SqlType, context: CastContext): string | null {
  if (!canCast(from.kind, to.kind, context)) return null;
  if (from.kind === to.kind && to.kind !== 'numeric') return null;
  return `cast(${from.kind === 'unknown' ? 'text' : from.kind},${to.kind})`;
}
