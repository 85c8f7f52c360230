import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';

type Literal = Extract<Expression, { kind: 'literal' }>;

/** A parameter where it stands in the text. */
export type ParameterPlace = { readonly index: number; readonly position: Position };

/**
 * Tells whether a plan was made by the values of parameters: it hands out literals that notice when
 * their value is looked at. A plan that was made without a look is the same for all other values.
 */
export class ParameterWatch {
  readonly #places = new Map<Expression, ParameterPlace>();
  #wasRead = false;

  /** Whether any value was looked at. */
  get wasRead(): boolean {
    return this.#wasRead;
  }

  /** The value was needed where there is no literal of it. */
  noteRead(): void {
    this.#wasRead = true;
  }

  /** The literal of a value. A copy of it has looked at the value; its text in JSON has not. */
  literal({ value, type, nullable }: Literal, place: ParameterPlace): Expression {
    const note = (): void => this.noteRead();
    const literal: Literal = {
      kind: 'literal',
      get value() {
        note();
        return value;
      },
      type,
      nullable,
    };
    const shown = { parameter: place.index, type };
    Object.defineProperty(literal, 'toJSON', { enumerable: false, value: () => shown });
    this.#places.set(literal, place);
    return literal;
  }

  /** The parameter that a literal was handed out for; undefined for all other expressions. */
  placeOf(expression: Expression): ParameterPlace | undefined {
    return this.#places.get(expression);
  }
}
