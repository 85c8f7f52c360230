import { SqlError, sqlState } from '../common/sql-error.ts';
import { functionState } from './function-errors.ts';
import { type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { textFunction } from './text-function.ts';

/** Texts changed in one place, in another form, or made of a number's digits. */
export function textEdits(): ScalarFunction[] {
  return [...overlays(), ...forms(), ...digitTexts()];
}

function overlays(): ScalarFunction[] {
  const fallible = [functionState.substringError];
  const overlay = (text: string, by: string, from: number, count?: number): string => {
    if (from <= 0) {
      throw new SqlError(functionState.substringError, 'negative substring length not allowed');
    }
    const letters = [...text];
    const behind = from - 1 + (count ?? [...by].length);
    return letters.slice(0, from - 1).join('') + by + letters.slice(Math.max(behind, 0)).join('');
  };
  const docs =
    'with the characters from a position on replaced, as many as given or as the new text has';
  return [
    textFunction(
      'overlay',
      ['text', 'text', 'integer'],
      'text',
      docs,
      ["overlay('Txxxxas', 'hom', 2)", 'Thomxas'],
      overlay,
      { fallible },
    ),
    textFunction(
      'overlay',
      ['text', 'text', 'integer', 'integer'],
      'text',
      docs,
      ["overlay('Txxxxas', 'hom', 2, 4)", 'Thomas'],
      overlay,
      { fallible },
    ),
  ];
}

function forms(): ScalarFunction[] {
  const fallible = [sqlState.invalidParameterValue];
  const normalize = (text: string, form = 'NFC'): string => text.normalize(formOf(form));
  const docs = 'in a normal form of Unicode: NFC, NFD, NFKC or NFKD';
  return [
    textFunction(
      'normalize',
      ['text'],
      'text',
      docs,
      ["length(normalize('u' || chr(776)))", '1'],
      normalize,
    ),
    textFunction(
      'normalize',
      ['text', 'text'],
      'text',
      docs,
      ["length(normalize('ü', 'NFD'))", '2'],
      normalize,
      { fallible },
    ),
    textFunction(
      'is_normalized',
      ['text', 'text'],
      'boolean',
      'whether a text is in a normal form of Unicode',
      ["is_normalized('ü', 'NFC')", 't'],
      (text: string, form: string) => normalize(text, form) === text,
      { fallible },
    ),
    textFunction(
      'unistr',
      ['text'],
      'text',
      'with \\XXXX, \\+XXXXXX, \\uXXXX and \\UXXXXXXXX as the characters of those code points',
      ["unistr('m\\00FChle')", 'mühle'],
      unescaped,
      { fallible: [sqlState.syntaxError] },
    ),
  ];
}

/** @throws SqlError 22023 */
function formOf(name: string): string {
  const form = name.toUpperCase();
  if (/^NFK?[CD]$/.test(form)) return form;
  throw new SqlError(sqlState.invalidParameterValue, `invalid normalization form: ${name}`);
}

/** @throws SqlError 42601 */
function unescaped(text: string): string {
  const escapes = /\\(?:\\|([0-9a-f]{4})|\+([0-9a-f]{6})|u([0-9a-f]{4})|U([0-9a-f]{8})|[\s\S]?)/gi;
  return text.replace(escapes, (escaped: string, ...codes: (string | undefined)[]) => {
    if (escaped === '\\\\') return '\\';
    const digits = codes.slice(0, 4).find((code) => code !== undefined);
    const code = Number.parseInt(digits ?? 'z', 16);
    if (!Number.isNaN(code) && code <= 0x10ffff) return String.fromCodePoint(code);
    throw new SqlError(sqlState.syntaxError, 'invalid Unicode escape', {
      hint: 'Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.',
    });
  });
}

/** Negative numbers show the bits of their two's complement. */
function digitTexts(): ScalarFunction[] {
  const bases = [
    ['to_hex', 16, 'hexadecimal', '7fffffff', 'ffffffff'],
    ['to_oct', 8, 'octal', '17777777777', '37777777777'],
    ['to_bin', 2, 'binary', '1'.repeat(31), '1'.repeat(32)],
  ] as const;
  return bases.flatMap(([name, base, word, most, minusOne]) =>
    (['integer', 'bigint'] as const).map((kind) =>
      scalarFunction({
        name,
        parameters: [kind],
        result: () => ({ kind: 'text' }),
        docs: `an integer in ${word} digits`,
        examples:
          kind === 'integer'
            ? [
                [`${name}(2147483647)`, most],
                [`${name}(-1)`, minusOne],
              ]
            : [],
        evaluate: ([value]) =>
          BigInt.asUintN(kind === 'integer' ? 32 : 64, BigInt(value as number | bigint)).toString(
            base,
          ),
      }),
    ),
  );
}
