import { type HighlightClass, highlightTokens } from '../parser/lexer.ts';
import type { ColoredSpan } from './editor/editor-layout.ts';
import type { Style } from './style.ts';

/** Longer texts are shown plain: they would be read anew at every key. */
const charactersMax = 20_000;

/** The colours of a statement as it is typed. */
export function highlighter(style: Style): (text: string) => readonly ColoredSpan[] {
  const paints: Readonly<Partial<Record<HighlightClass, (text: string) => string>>> = {
    keyword: style.blue,
    string: style.green,
    number: style.magenta,
    parameter: style.magenta,
    comment: style.dim,
    error: style.red,
  };
  return (text) => {
    if (text.length > charactersMax || text.startsWith('\\')) return [];
    return highlightTokens(text).flatMap(({ start, end, class: kind }) => {
      const paint = paints[kind];
      return paint === undefined ? [] : [{ start, end, paint }];
    });
  };
}
