const zero = 48;
const nine = 57;
const minus = 45;
const point = 46;

/** With at most 15 digits an integer is exact as a double. */
const digitsExactMax = 15;

/** More digits than this in an exponent are no number anyone means; the value saturates. */
const exponentMax = 99_999;

/** The powers of ten that doubles hold exactly. */
const powersOfTen = Array.from({ length: 23 }, (_, power) => 10 ** power);

/**
 * Reads a number of JSON's grammar from bytes in one pass. What was read stays in the fields until
 * the next `scan`: no object is made per number.
 */
export class DecimalScan {
  start = 0;
  /** One past the last byte of the number. */
  end = 0;
  /** Its digits as an integer, sign apart; exact only when `exact`. */
  mantissa = 0;
  negative = false;
  /** How many of the digits follow the point. */
  fraction = 0;
  exponent = 0;
  /** Whether `mantissa` is exact and there is no exponent. */
  exact = true;

  /** Reads the longest number that begins at `from`; false when there is none. */
  scan(bytes: Uint8Array, from: number, limit: number): boolean {
    this.start = from;
    this.negative = bytes[from] === minus;
    this.fraction = 0;
    this.exponent = 0;
    const first = this.negative ? from + 1 : from;
    this.mantissa = 0;
    let at = this.#digits(bytes, first, limit);
    const whole = at - first;
    if (whole === 0 || (whole > 1 && bytes[first] === zero)) return false;
    if (at < limit && bytes[at] === point) {
      const fractionStart = at + 1;
      at = this.#digits(bytes, fractionStart, limit);
      this.fraction = at - fractionStart;
      if (this.fraction === 0) return false;
    }
    this.exact = whole + this.fraction <= digitsExactMax;
    this.end = at;
    return at >= limit || ((bytes[at] as number) | 32) !== 101 || this.#exponent(bytes, at, limit);
  }

  /** The number as a double, correctly rounded. */
  toDouble(bytes: Uint8Array): number {
    if (!this.exact || this.fraction > 22) return Number(this.text(bytes));
    const value = this.mantissa / (powersOfTen[this.fraction] as number);
    return this.negative ? -value : value;
  }

  /** The bytes of the number as a string. */
  text(bytes: Uint8Array): string {
    let text = '';
    for (let i = this.start; i < this.end; i += 1) text += String.fromCharCode(bytes[i] as number);
    return text;
  }

  #digits(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    let mantissa = this.mantissa;
    while (at < limit) {
      const byte = bytes[at] as number;
      if (byte < zero || byte > nine) break;
      mantissa = mantissa * 10 + (byte - zero);
      at += 1;
    }
    this.mantissa = mantissa;
    return at;
  }

  /** `at` is at the `e`. */
  #exponent(bytes: Uint8Array, at: number, limit: number): boolean {
    const sign = bytes[at + 1];
    let next = sign === minus || sign === 43 ? at + 2 : at + 1;
    const digitsStart = next;
    let exponent = 0;
    while (next < limit && (bytes[next] as number) >= zero && (bytes[next] as number) <= nine) {
      exponent = Math.min(exponent * 10 + (bytes[next] as number) - zero, exponentMax);
      next += 1;
    }
    this.exponent = sign === minus ? -exponent : exponent;
    this.exact = false;
    this.end = next;
    return next > digitsStart;
  }
}
