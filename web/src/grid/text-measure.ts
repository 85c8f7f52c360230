import type { TextMeasure } from './column-widths.ts';

/** Digits of one width are a little wider than the browser measures them; so are kerned letters. */
const allowance = 1.03;

/** Measures texts in the font of an element as the browser draws them. */
export function measureIn(element: Element): TextMeasure {
  const context = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(element);
  return (text, isBold) => {
    if (context === null) return text.length * 8;
    context.font = `${isBold ? '600 ' : ''}13px ${fontFamily}`;
    return context.measureText(text).width * allowance;
  };
}
