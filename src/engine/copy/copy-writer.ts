import type { Batch, Schema } from '../../data/batch.ts';
import { formatDatum } from '../../data/text-output.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { TimeZone } from '../../data/zones/time-zone.ts';
import type { CopyFormat } from './copy-format.ts';
import { JsonObjects } from './json-objects.ts';

/** Writes rows as lines of COPY TO (PostgreSQL, "COPY", File Formats). */
export class CopyWriter {
  readonly #schema: Schema;
  readonly #format: CopyFormat;
  readonly #needsQuotes: RegExp;
  readonly #forced: readonly boolean[];
  readonly #objects: JsonObjects;

  readonly #zone: TimeZone | null;

  /** Moments are shown in the zone, in UTC without one. */
  constructor(schema: Schema, format: CopyFormat, zone: TimeZone | null) {
    this.#zone = zone;
    const { delimiter, quote, forceQuote } = format;
    this.#schema = schema;
    this.#objects = new JsonObjects(schema);
    this.#format = format;
    this.#needsQuotes = new RegExp(`[\\n\\r${escaped(delimiter)}${escaped(quote)}]`);
    this.#forced = schema.fields.map(
      ({ name }) => forceQuote.includes('*') || forceQuote.includes(name),
    );
  }

  /** The line of the columns' names; null when there is to be none. */
  header(): string | null {
    if (!this.#format.header) return null;
    return this.#line(this.#schema.fields.map(({ name }) => this.#cell(name, false)));
  }

  /** The line of a row, with its end. */
  row(batch: Batch, row: number): string {
    if (this.#format.kind === 'json') return this.#objects.row(batch, row);
    const { columns } = batch;
    const { fields } = this.#schema;
    const cells = fields.map(({ type }, i) => {
      const datum = datumAt(columns[i] as Vector, type, row);
      if (datum === null) return this.#format.nullText;
      return this.#cell(formatDatum(type, datum, this.#zone), this.#forced[i] === true);
    });
    return this.#line(cells);
  }

  #line(cells: readonly string[]): string {
    return `${cells.join(this.#format.delimiter)}\n`;
  }

  #cell(text: string, forced: boolean): string {
    const { kind, delimiter } = this.#format;
    if (kind === 'csv') return this.#csvCell(text, forced);
    return text
      .replace(/[\b\f\n\r\t\v\\]/g, (character) => escapes[character] ?? character)
      .replaceAll(delimiter, (character) => (character === '\t' ? character : `\\${character}`));
  }

  #csvCell(text: string, forced: boolean): string {
    const { quote, escape: escapeWith, nullText } = this.#format;
    const mustQuote = forced || text === nullText || text === '\\.' || this.#needsQuotes.test(text);
    if (!mustQuote) return text;
    const inside = [...new Set([escapeWith, quote])].reduce(
      (rest, character) => rest.replaceAll(character, escapeWith + character),
      text,
    );
    return quote + inside + quote;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** A character as it stands in a class of a regular expression. */
function escaped(character: string): string {
  return character.replace(/[\\\]^-]/, '\\$&');
}
