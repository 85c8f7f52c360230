import { invalidInput, outOfRange } from './cell-error.ts';
import type { DecimalScan } from './decimal-scan.ts';
import { parseDecimal, rescale } from './decimal-text.ts';
import { Int32Builder } from './fixed-builders.ts';
import { Integer64Builder } from './integer64-builder.ts';
import { formatInterval, parseInterval } from './interval-text.ts';
import { type MomentSurroundings, nowhere, parseMoment } from './moment-text.ts';
import type { Interval, SqlType, TimedType } from './sql-type.ts';
import { TextBuilder } from './text-builder.ts';
import { decodeText } from './text-bytes.ts';
import { placesToMicros, type TimeUnit } from './time-unit.ts';
import { TimestampInput } from './timestamp-input.ts';
import { fitDatum, roundMoment } from './type-modifier.ts';
import type { TimeZone } from './zones/time-zone.ts';

/** Years 1 … 9999, what four digits can say: microseconds since 1970. */
const microsMin = -62_135_596_800_000_000;
const microsMax = 253_402_300_800_000_000;

type TimestampType = TimedType & { readonly kind: 'timestamp' | 'timestamptz' };

/** TIMESTAMP, where a zone in the text is ignored as PostgreSQL does, and TIMESTAMPTZ, UTC without one. */
export class TimestampColumn {
  readonly builder = new Integer64Builder();
  readonly takesJson = false;
  readonly #type: TimestampType;
  readonly #precision: number;
  readonly #places: number;
  readonly #factor: number;
  readonly #input = new TimestampInput();

  readonly #surroundings: MomentSurroundings;
  /** The zone of times that name none, where it is not UTC. */
  readonly #zone: TimeZone | null;

  constructor(type: TimestampType, timeUnit: TimeUnit, zone: TimeZone | null) {
    this.#zone = type.kind === 'timestamptz' ? zone : null;
    this.#surroundings = zone === null ? nowhere : { ...nowhere, zone: () => zone };
    this.#type = type;
    this.#precision = type.precision ?? 6;
    this.#places = placesToMicros[timeUnit];
    this.#factor = 10 ** Math.max(this.#places, 0);
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const found = this.#input.scan(bytes, from, to);
    if (found !== 'ok' || (this.#zone !== null && !this.#input.hasZone)) {
      const text = decodeText(bytes, from, to);
      this.#appendExact(parseMoment(this.#type, text, this.#surroundings) as bigint);
      return;
    }
    const zoned = this.#type.kind === 'timestamptz';
    const micros = this.#input.micros(zoned);
    if (Number.isSafeInteger(micros)) this.#append(micros);
    else this.#appendExact(this.#input.exactMicros(zoned));
  }

  #append(micros: number): void {
    const places = this.#precision;
    this.builder.appendNumber(places === 6 ? micros : roundMoment(micros, places));
  }

  #appendExact(micros: bigint): void {
    const { kind } = this.#type;
    this.builder.appendBigInt(fitDatum(micros, { kind }, this.#type, false) as bigint);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    const micros = scan.mantissa * this.#factor;
    const isWhole = scan.exact && scan.fraction === 0 && this.#places >= 0;
    if (isWhole && Number.isSafeInteger(micros)) {
      this.#append(scan.negative ? 0 - micros : micros);
      return;
    }
    this.#appendDecimal(scan.text(bytes));
  }

  #appendDecimal(text: string): void {
    const decimal = parseDecimal(text);
    if (decimal === null) throw invalidInput(this.#type, text);
    const scaled =
      this.#places >= 0
        ? { units: decimal.units * 10n ** BigInt(this.#places), scale: decimal.scale }
        : { units: decimal.units, scale: decimal.scale - this.#places };
    const micros = rescale(scaled, 0);
    if (micros < BigInt(microsMin) || micros >= BigInt(microsMax)) {
      throw outOfRange(this.#type, text);
    }
    this.#appendExact(micros);
  }
}

/** DATE; a time of day behind the date is left out, as in PostgreSQL. */
export class DateColumn {
  readonly builder = new Int32Builder();
  readonly takesJson = false;
  readonly #type: SqlType & { readonly kind: 'date' };
  readonly #input = new TimestampInput();

  constructor(type: SqlType & { readonly kind: 'date' }) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const found = this.#input.scan(bytes, from, to);
    const days =
      found === 'ok'
        ? this.#input.days
        : (parseMoment(this.#type, decodeText(bytes, from, to)) as number);
    this.builder.appendNumber(days);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    throw invalidInput(this.#type, scan.text(bytes));
  }
}

/** INTERVAL, kept in PostgreSQL's default style. */
export class IntervalColumn {
  readonly builder = new TextBuilder();
  readonly takesJson = false;
  readonly #type: TimedType;

  constructor(type: TimedType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const interval = parseInterval(decodeText(bytes, from, to));
    const fitting = fitDatum(interval, { kind: 'interval' }, this.#type, false);
    this.builder.appendString(formatInterval(fitting as Interval));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    throw invalidInput(this.#type, scan.text(bytes));
  }
}
