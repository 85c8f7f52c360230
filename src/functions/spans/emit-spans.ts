import { functionState } from '../function-errors.ts';
import { staticScale } from '../numeric-emit.ts';
import type { BytesOperand, EmitBytes, EmitContext } from '../scalar-function.ts';

/** Keeps what a call of the library adds to the row's scratch. */
function inScratch(context: EmitContext, call: (scratch: string) => string): BytesOperand {
  const scratch = context.scratch();
  const start = context.local(call(scratch));
  const bytes = context.local(`${scratch}.bytes`);
  return { bytes, start, end: context.local(`${scratch}.length`) };
}

/** A range of the bytes of the first argument, its ends kept in locals. */
function within(
  context: EmitContext,
  ends: (text: BytesOperand) => { readonly start: string; readonly end: string },
): BytesOperand | null {
  const text = context.bytes(0);
  if (text === null) return null;
  const whole = {
    bytes: text.bytes,
    start: context.local(text.start),
    end: context.local(text.end),
  };
  const { start, end } = ends(whole);
  return { bytes: text.bytes, start, end };
}

const listed = ({ bytes, start, end }: BytesOperand): string => `${bytes}, ${start}, ${end}`;

/** split_part by a delimiter and a field number that are literals. */
export const emitSplitPart: EmitBytes = (context) => {
  const delimiter = context.literal(1);
  const field = context.literal(2);
  if (typeof delimiter !== 'string' || delimiter === '') return null;
  if (typeof field !== 'number' || field < 1) return null;
  return within(context, (text) => {
    const part = context.constantBytes(delimiter);
    const start = context.local(
      `${context.library('fieldStart')}(${listed(text)}, ${part}, ${field})`,
    );
    const rest = { ...text, start };
    return {
      start,
      end: context.local(`${context.library('fieldEnd')}(${listed(rest)}, ${part})`),
    };
  });
};

/** substring by a position, and perhaps a count of characters. */
export const emitSubstring: EmitBytes = (context) =>
  within(context, (text) => {
    const behind = context.library('behindCharacters');
    const from = context.argument(1);
    const start = context.local(`${behind}(${listed(text)}, ${from} - 1)`);
    if (context.argumentTypes.length < 3) return { start, end: text.end };
    const count = context.argument(2);
    context.failIf(`${count} < 0`, functionState.substringError);
    const rest = { ...text, start };
    const taken = `${from} < 1 ? ${count} + ${from} - 1 : ${count}`;
    return { start, end: context.local(`${behind}(${listed(rest)}, ${taken})`) };
  });

/** left: below zero, all but the last characters. */
export const emitLeft: EmitBytes = (context) =>
  within(context, (text) => {
    const count = context.argument(1);
    const behind = `${context.library('behindCharacters')}(${listed(text)}, ${count})`;
    const before = `${context.library('beforeCharacters')}(${listed(text)}, -${count})`;
    return { start: text.start, end: context.local(`${count} < 0 ? ${before} : ${behind}`) };
  });

/** right: below zero, all but the first characters. */
export const emitRight: EmitBytes = (context) =>
  within(context, (text) => {
    const count = context.argument(1);
    const behind = `${context.library('behindCharacters')}(${listed(text)}, -${count})`;
    const before = `${context.library('beforeCharacters')}(${listed(text)}, ${count})`;
    return { start: context.local(`${count} < 0 ? ${behind} : ${before}`), end: text.end };
  });

/** Trims spaces, or the one ASCII character that is given as a literal. */
export function emitTrim(atStart: boolean, atEnd: boolean): EmitBytes {
  return (context) => {
    const set = context.argumentTypes.length < 2 ? ' ' : context.literal(1);
    if (typeof set !== 'string' || set.length !== 1 || set > '\x7f') return null;
    const byte = set.charCodeAt(0);
    return within(context, (text) => {
      const start = atStart
        ? context.local(`${context.library('behindBytes')}(${listed(text)}, ${byte})`)
        : text.start;
      const rest = { ...text, start };
      const end = atEnd
        ? context.local(`${context.library('beforeBytes')}(${listed(rest)}, ${byte})`)
        : text.end;
      return { start, end };
    });
  };
}

/** lower and upper. */
export function emitCase(library: 'addLowerCase' | 'addUpperCase'): EmitBytes {
  return (context) => {
    const text = context.bytes(0);
    if (text === null) return null;
    return inScratch(
      context,
      (scratch) => `${context.library(library)}(${scratch}, ${listed(text)})`,
    );
  };
}

/** replace of a literal by a literal. */
export const emitReplace: EmitBytes = (context) => {
  const text = context.bytes(0);
  const part = context.literal(1);
  const by = context.literal(2);
  if (text === null || typeof part !== 'string' || typeof by !== 'string') return null;
  const literals = `${context.constantBytes(part)}, ${context.constantBytes(by)}`;
  const add = context.library('addReplaced');
  return inScratch(context, (scratch) => `${add}(${scratch}, ${listed(text)}, ${literals})`);
};

/** || of two texts. */
export const emitJoin: EmitBytes = (context) => {
  const a = context.bytes(0);
  const b = context.bytes(1);
  if (a === null || b === null) return null;
  const add = context.library('addJoined');
  return inScratch(context, (scratch) => `${add}(${scratch}, ${listed(a)}, ${listed(b)})`);
};

/** An integer as text. */
export const emitIntegerText: EmitBytes = (context) => {
  const value = context.argument(0);
  const add = context.library('addDecimal');
  return inScratch(context, (scratch) => `${add}(${scratch}, ${value}, 0, 0)`);
};

/** A number that is an unscaled integer as a NUMERIC that is kept as text and has room for all of them. */
export const emitWideNumeric: EmitBytes = (context) => {
  const { argumentTypes, resultType } = context;
  const from = staticScale(argumentTypes[0]);
  if (from === null || resultType.kind !== 'numeric' || staticScale(resultType) !== null) {
    return null;
  }
  const { precision, scale } = resultType;
  if (precision === null || scale === null || scale < from) return null;
  if (precision - scale < longestInteger - from) return null;
  const value = context.argument(0);
  const add = context.library('addDecimal');
  return inScratch(context, (scratch) => `${add}(${scratch}, ${value}, ${from}, ${scale - from})`);
};

/** The digits of the largest BIGINT. */
const longestInteger = 19;

/** to_char of a moment without a zone by a pattern that is a literal. */
export const emitMomentText: EmitBytes = (context) => {
  const pattern = context.literal(1);
  if (typeof pattern !== 'string') return null;
  const add = context.library('addMomentText');
  const value = context.argument(0);
  const named = context.constantText(pattern);
  return inScratch(context, (scratch) => `${add}(${scratch}, ${value}, ${named})`);
};

/** strpos and position: where a literal first occurs, in characters from 1; 0 for nowhere. */
export function emitPosition(text: number, part: number): (context: EmitContext) => string | null {
  return (context) => {
    const bytes = context.bytes(text);
    const literal = context.literal(part);
    if (bytes === null || typeof literal !== 'string') return null;
    const found = `${context.library('placeOf')}(${listed(bytes)}, ${context.constantBytes(literal)})`;
    const place = context.local(found);
    const before = `${context.library('countCharacters')}(${bytes.bytes}, ${bytes.start}, ${place})`;
    return `(${place} < 0 ? 0 : ${before} + 1)`;
  };
}
