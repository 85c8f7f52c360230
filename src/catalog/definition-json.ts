import type { CatalogObject } from './definition.ts';

/**
 * A definition as JSON text that keeps what plain JSON loses: bigints, NaN, infinities and −0
 * (values of defaults) become `{"$bigint":"…"}` and `{"$number":"…"}`.
 */
export function encodeDefinition(definition: CatalogObject): string {
  return JSON.stringify(definition, (_key, value: unknown) => {
    if (typeof value === 'bigint') return { $bigint: value.toString() };
    if (typeof value === 'number' && !survivesJson(value)) return { $number: numberText(value) };
    return value;
  });
}

/** The definition that `encodeDefinition` wrote. @throws SyntaxError when the text is damaged. */
export function decodeDefinition(text: string): CatalogObject {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$bigint' in value) return BigInt(String(value.$bigint));
    if ('$number' in value) return Number(value.$number);
    return value;
  });
}

function survivesJson(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
