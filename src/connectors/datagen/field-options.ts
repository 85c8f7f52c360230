import type { Field } from '../../data/batch.ts';
import type { OptionReader } from '../option-reader.ts';

/** The options of one column: `fields.NAME.…`. */
export class FieldOptions {
  readonly reader: OptionReader;
  readonly field: Field;

  constructor(reader: OptionReader, field: Field) {
    this.reader = reader;
    this.field = field;
  }

  /** The full name of an option of the column. */
  name(option: string): string {
    return `fields.${this.field.name}.${option}`;
  }
}
