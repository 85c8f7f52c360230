import { SqlError, sqlState } from '../common/sql-error.ts';
import type { SourceOptions } from './source-reader.ts';

/** Options of every stream, whatever its connector: the engine reads these. */
const streamOptions: readonly string[] = [
  'connector',
  'durability',
  'idle_timeout',
  'max_ahead',
  'on_error',
  'partitions',
  'retention',
  'time',
  'time_unit',
];

/** Which numbers an option takes. */
export type NumberBounds = { readonly min: number; readonly max: number };

/**
 * Takes the options of a connector one by one, each with its default, and in the end refuses those
 * that nobody asked for. All errors are SqlError 22023 and say which values are allowed.
 */
export class OptionReader {
  readonly #connector: string;
  readonly #options: SourceOptions;
  readonly #known = new Set(streamOptions);

  constructor(connector: string, options: SourceOptions) {
    this.#connector = connector;
    this.#options = options;
  }

  /** The option as text, or null when it is not given. */
  text(name: string): string | null {
    const value = this.#take(name);
    return value === undefined ? null : String(value);
  }

  /** One of a few words. */
  word<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === null) return fallback;
    const word = allowed.find((candidate) => candidate === value.toLowerCase());
    if (word !== undefined) return word;
    const list = allowed.map((candidate) => `'${candidate}'`).join(', ');
    throw this.refusal(name, value, `Allowed are ${list}.`);
  }

  /** A number within bounds, or null when it is not given. */
  number(name: string, bounds: NumberBounds): number | null {
    const value = this.#take(name);
    if (value === undefined) return null;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && number >= bounds.min && number <= bounds.max) return number;
    throw this.refusal(name, value, `Allowed are numbers from ${bounds.min} to ${bounds.max}.`);
  }

  /** A whole number within bounds, or null when it is not given. */
  integer(name: string, bounds: NumberBounds): number | null {
    const number = this.number(name, bounds);
    if (number === null || Number.isSafeInteger(number)) return number;
    const allowed = `Allowed are whole numbers from ${bounds.min} to ${bounds.max}.`;
    throw this.refusal(name, number, allowed);
  }

  /** Refuses options that no one has taken. */
  finish(): void {
    const stray = Object.keys(this.#options).find((name) => !this.#known.has(name));
    if (stray === undefined) return;
    const own = [...this.#known].filter((name) => !streamOptions.includes(name)).join(', ');
    throw new SqlError(
      sqlState.invalidParameterValue,
      `unknown option "${stray}" of connector "${this.#connector}"`,
      { hint: `Options of this connector are ${own}.` },
    );
  }

  /** The error of an option with a value that it cannot have. */
  refusal(name: string, value: unknown, allowed: string): SqlError {
    const message = `invalid value for option "${name}": "${String(value)}"`;
    return new SqlError(sqlState.invalidParameterValue, message, { hint: allowed });
  }

  #take(name: string): string | number | boolean | undefined {
    this.#known.add(name);
    return Object.hasOwn(this.#options, name) ? this.#options[name] : undefined;
  }
}
