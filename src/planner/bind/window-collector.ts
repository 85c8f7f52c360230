import type { SqlType } from '../../data/sql-type.ts';
import type { SelectNode, WindowSpecification } from '../../parser/ast.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import type { SortKey, WindowCall } from '../physical/physical-plan.ts';

/** The first column that stands for a window function: behind those that stand for aggregates. */
export const windowBase = 2_097_152;

/** A window function with its window; all columns are numbers of the collector's expressions. */
export type BoundWindowCall = {
  readonly partition: readonly number[];
  readonly order: readonly SortKey[];
  readonly call: WindowCall;
};

/**
 * Gathers the window functions of one SELECT. While its expressions are bound, function number n
 * stands as column `windowBase + n`; what the functions look at are expressions of their own.
 */
export class WindowCollector {
  readonly #windows: SelectNode['windows'];
  readonly #expressions: Expression[] = [];
  readonly #calls: BoundWindowCall[] = [];

  /** The named windows of the SELECT. */
  constructor(windows: SelectNode['windows']) {
    this.#windows = windows;
  }

  get calls(): readonly BoundWindowCall[] {
    return this.#calls;
  }

  get expressions(): readonly Expression[] {
    return this.#expressions;
  }

  /** The window of a name; undefined for none. */
  named(name: string): WindowSpecification | undefined {
    return this.#windows.find((each) => each.name.name === name)?.window;
  }

  /** The number of an expression. */
  expression(expression: Expression): number {
    const known = this.#expressions.findIndex((each) => equalExpressions(each, expression));
    if (known < 0) this.#expressions.push(expression);
    return known < 0 ? this.#expressions.length - 1 : known;
  }

  /** The column that stands for a function; equal ones share it. */
  add(call: BoundWindowCall, type: SqlType, nullable: boolean): Expression {
    const shown = JSON.stringify(call);
    const known = this.#calls.findIndex((each) => JSON.stringify(each) === shown);
    if (known < 0) this.#calls.push(call);
    const number = known < 0 ? this.#calls.length - 1 : known;
    return { kind: 'column', index: windowBase + number, type, nullable };
  }
}
