import { type SqlType, sameType } from '../data/sql-type.ts';
import { type CastContext, canCastType } from './conversion.ts';

/**
 * The id of the function that casts between two types in a context; null when there is none. A
 * bare literal is cast as text is. Types that are the same need no cast (`sameType`).
 */
export function castFunction(from: SqlType, to: SqlType, context: CastContext): string | null {
  if (!canCastType(from, to, context) || sameType(from, to)) return null;
  if (from.kind === to.kind && !hasParts(to)) return null;
  return `cast(${from.kind === 'unknown' ? 'text' : from.kind},${to.kind})`;
}

/** Whether values of one kind differ in more than the kind says. */
function hasParts({ kind }: SqlType): boolean {
  return kind === 'numeric' || kind === 'array' || kind === 'struct' || kind === 'map';
}
