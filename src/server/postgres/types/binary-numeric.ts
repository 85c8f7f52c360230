import { SqlError } from '../../../common/sql-error.ts';
import type { BodyReader } from '../wire/body-reader.ts';
import type { MessageWriter } from '../wire/message-writer.ts';

/** Signs of NUMERIC's binary form; those of NaN and infinities stand for the whole value. */
const negative = 0x4000;
const special: Readonly<Record<string, number>> = {
  NaN: 0xc000,
  Infinity: 0xd000,
  '-Infinity': 0xf000,
};

/**
 * Writes a NUMERIC, given as its decimal text, in PostgreSQL's binary form (numeric_send): digits
 * to base 10,000, the weight of the first, the sign, and how many decimal places to show.
 */
export function writeNumeric(writer: MessageWriter, text: string): void {
  const sign = special[text];
  if (sign !== undefined) {
    // PostgreSQL gives infinities 32 decimal places, which mean nothing.
    writer
      .int32(8)
      .count(0)
      .int16(0)
      .count(sign)
      .count(text === 'NaN' ? 0 : 32);
    return;
  }
  const isNegative = text.startsWith('-');
  const [whole = '', fraction = ''] = (isNegative ? text.slice(1) : text).split('.');
  const { digits, weight } = groupsOf(whole, fraction);
  writer
    .int32(8 + 2 * digits.length)
    .count(digits.length)
    .int16(weight);
  writer.count(isNegative && digits.length > 0 ? negative : 0).count(fraction.length);
  for (const digit of digits) writer.int16(digit);
}

/** The number in groups of four digits, without zeros at either end. */
function groupsOf(
  whole: string,
  fraction: string,
): { readonly digits: readonly number[]; readonly weight: number } {
  const before = whole.padStart(Math.ceil(whole.length / 4) * 4, '0');
  const after = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const groups = ((before + after).match(/\d{4}/g) ?? []).map(Number);
  let weight = before.length / 4 - 1;
  let from = 0;
  while (from < groups.length && groups[from] === 0) {
    from += 1;
    weight -= 1;
  }
  let to = groups.length;
  while (to > from && groups[to - 1] === 0) to -= 1;
  return { digits: groups.slice(from, to), weight: from === to ? 0 : weight };
}

/** The decimal text of a NUMERIC in binary form. @throws SqlError 22P03 */
export function readNumeric(reader: BodyReader): string {
  const count = reader.count();
  const weight = reader.int16();
  const sign = reader.count();
  const scale = reader.count();
  for (const [text, code] of Object.entries(special)) if (code === sign) return text;
  if ((sign !== 0 && sign !== negative) || scale > 16_383) throw badNumeric();
  const digits: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const digit = reader.int16();
    if (digit < 0 || digit > 9999) throw badNumeric();
    digits.push(digit);
  }
  const whole = groupText(digits, 0, weight, weight) || '0';
  const groups = Math.ceil(scale / 4);
  const fraction = groupText(digits, weight + 1, weight + groups, weight).slice(0, scale);
  const shown = whole.replace(/^0+(?=\d)/, '') + (scale === 0 ? '' : `.${fraction}`);
  return sign === negative ? `-${shown}` : shown;
}

/** The groups whose index in the digits goes from `from` to `to`, both inclusive. */
function groupText(digits: readonly number[], from: number, to: number, weight: number): string {
  if (weight > 32_000 || to - from > 40_000) throw badNumeric();
  let text = '';
  for (let i = from; i <= to; i += 1) text += String(digits[i] ?? 0).padStart(4, '0');
  return text;
}

function badNumeric(): SqlError {
  return new SqlError('22P03', 'invalid binary format of a numeric value');
}
