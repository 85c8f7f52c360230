import type { Random } from '../../common/random.ts';

/** A piece of a template: text, or a range from which an integer is drawn. */
export type TemplatePart = string | NumberRange;

/** Integers min … max, written with at least `width` digits. */
export type NumberRange = { readonly min: number; readonly max: number; readonly width: number };

/**
 * The parts of a template such as 'user-{1..500}': `{m..n}` stands for an integer from m to n, with
 * zeros in front where m has any ('{001..500}'). Braces around anything else are just text. Null
 * for a range that goes backwards or is too wide.
 */
export function parseTemplate(template: string): readonly TemplatePart[] | null {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(/\{(\d+)\.\.(\d+)\}/g)) {
    const [whole, low = '', high = ''] = match;
    const range = {
      min: Number(low),
      max: Number(high),
      width: low.startsWith('0') ? low.length : 1,
    };
    if (range.max < range.min || !Number.isSafeInteger(range.max)) return null;
    if (match.index > end) parts.push(template.slice(end, match.index));
    parts.push(range);
    end = match.index + whole.length;
  }
  if (end < template.length) parts.push(template.slice(end));
  return parts;
}

/** A uniform integer of min … max: up to 2^53 of them. */
export function drawInteger(random: Random, min: number, max: number): number {
  const count = max - min + 1;
  if (count <= 0x7fff_ffff) return min + random.nextIntBelow(count);
  return min + Math.floor(random.nextDouble() * count);
}
