const steps: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** The longest one, MMMDCCCLXXXVIII, has so many letters. */
export const romanWidth = 15;

/** A number from 1 to 3999 in Roman numerals; null for others. */
export function romanNumber(value: number): string | null {
  if (!(value >= 1 && value <= 3999)) return null;
  let rest = Math.trunc(value);
  let text = '';
  for (const [size, letters] of steps) {
    while (rest >= size) {
      text += letters;
      rest -= size;
    }
  }
  return text;
}
