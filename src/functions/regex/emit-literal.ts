import type { Emit } from '../scalar-function.ts';

/** A pattern that is a plain text, perhaps held to the start or the end. */
const plainPattern = /^(\^?)([^\\^$.[\]|()?*+{}]*)(\$?)$/u;

/**
 * Whether a text matches a pattern that is a plain text: answered by comparing bytes. Other
 * patterns are for `evaluate`.
 */
export function emitLiteralMatch(expected: boolean): Emit {
  return (context) => {
    const pattern = context.literal(1);
    const text = context.bytes(0);
    if (typeof pattern !== 'string' || text === null || pattern.startsWith('***')) return null;
    const shape = plainPattern.exec(pattern);
    if (shape === null) return null;
    const [, start, word, end] = shape as unknown as [string, string, string, string];
    const literal = context.constantBytes(word);
    const size = `${text.end} - ${text.start}`;
    const has = context.library('hasBytesAt');
    const at = (place: string): string => `${has}(${text.bytes}, ${place}, ${literal})`;
    let holds: string;
    if (start !== '' && end !== '') holds = `${size} === ${literal}.length && ${at(text.start)}`;
    else if (start !== '') holds = `${size} >= ${literal}.length && ${at(text.start)}`;
    else if (end !== '') {
      holds = `${size} >= ${literal}.length && ${at(`${text.end} - ${literal}.length`)}`;
    } else {
      const includes = context.library('includesBytes');
      holds = `${size} >= ${literal}.length && ${includes}(${text.bytes}, ${text.start}, ${text.end}, ${literal})`;
    }
    return expected ? `(${holds})` : `!(${holds})`;
  };
}
