import { civilFromDays, microsPerDay } from './calendar.ts';
import type { JsonBytes } from './json-bytes.ts';
import type { JsonCell } from './json-cell.ts';
import { formatDate, formatTimestamp } from './text-output.ts';
import type { Nulls } from './vector.ts';

const quote = 34;
const colon = 58;
const point = 46;
const letterT = 84;
const letterZ = 90;

/** The days of the years 1 … 9999: others are written in PostgreSQL's way. */
const dayMin = -719_162;
const dayMax = 2_932_896;

/** A day as `YYYY-MM-DD`. Days often come in runs: the last one is remembered. */
class DayText {
  #days = Number.NaN;
  #text = '';

  write(out: JsonBytes, days: number): void {
    if (days !== this.#days) {
      const { year, month, day } = civilFromDays(days);
      const two = (value: number): string => String(value).padStart(2, '0');
      this.#text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
      this.#days = days;
    }
    out.writeAscii(this.#text);
  }
}

/** DATE. */
export class JsonDateCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Int32Array;
  readonly #day = new DayText();

  constructor(values: Int32Array, nulls: Nulls) {
    this.#values = values;
    this.nulls = nulls;
  }

  write(out: JsonBytes, row: number): void {
    const days = this.#values[row] as number;
    out.writeByte(quote);
    if (days >= dayMin && days <= dayMax) this.#day.write(out, days);
    else out.writeAscii(formatDate(days));
    out.writeByte(quote);
  }
}

/** TIMESTAMP, and with a Z TIMESTAMPTZ, in ISO 8601. */
export class JsonTimestampCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Float64Array | BigInt64Array;
  readonly #zoned: boolean;
  readonly #day = new DayText();

  constructor(values: Float64Array | BigInt64Array, nulls: Nulls, zoned: boolean) {
    this.#values = values;
    this.nulls = nulls;
    this.#zoned = zoned;
  }

  write(out: JsonBytes, row: number): void {
    const value = this.#values[row] as number | bigint;
    const micros = Number(value);
    out.writeByte(quote);
    if (Number.isSafeInteger(micros)) this.#write(out, micros);
    else out.writeAscii(formatTimestamp(BigInt(value), this.#zoned ? 'Z' : '').replace(' ', 'T'));
    out.writeByte(quote);
  }

  /** Within 2^53 microseconds lie the years 1684 … 2255. */
  #write(out: JsonBytes, micros: number): void {
    const days = Math.floor(micros / microsPerDay);
    const ofDay = micros - days * microsPerDay;
    this.#day.write(out, days);
    out.writeByte(letterT);
    const seconds = Math.floor(ofDay / 1_000_000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    out.writeDigits(hours, 2);
    out.writeByte(colon);
    out.writeDigits(minutes - hours * 60, 2);
    out.writeByte(colon);
    out.writeDigits(seconds - minutes * 60, 2);
    const fraction = ofDay - seconds * 1_000_000;
    if (fraction > 0) writeFraction(out, fraction);
    if (this.#zoned) out.writeByte(letterZ);
  }
}

/** The digits of microseconds behind the point, without zeros at the end. */
function writeFraction(out: JsonBytes, micros: number): void {
  let digits = 6;
  let rest = micros | 0;
  if (rest % 1000 === 0) {
    rest = (rest / 1000) | 0;
    digits = 3;
  }
  while (rest % 10 === 0) {
    rest = (rest / 10) | 0;
    digits -= 1;
  }
  out.writeByte(point);
  out.writeDigits(rest, digits);
}
