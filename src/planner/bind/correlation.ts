import type { ExpressionNode, Name } from '../../parser/ast.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';

/** Numbers the variables of one statement: no two of nested queries have the same. */
export type VariableCounter = { next: number };

/** Finds a column in the query around; null where there is none of the name. */
export type OuterLookup = (name: Name) => Expression | null;

/**
 * What an inner query takes from the row of the query around it. Each value is a variable: in the
 * inner plan it stands as a column with a negative number, until decorrelation has put a join in
 * its place.
 */
export class Correlation {
  readonly counter: VariableCounter;
  readonly #lookup: OuterLookup;
  readonly #bindOuter: ((node: ExpressionNode) => Expression) | null;
  readonly #variables = new Map<number, Expression>();

  /** `bindOuter` binds what is of the query around; null where that query can only be asked for columns. */
  constructor(
    lookup: OuterLookup,
    counter: VariableCounter,
    bindOuter: ((node: ExpressionNode) => Expression) | null = null,
  ) {
    this.#lookup = lookup;
    this.#bindOuter = bindOuter;
    this.counter = counter;
  }

  /** What each variable is in the query around, by the number of its column. */
  get variables(): ReadonlyMap<number, Expression> {
    return this.#variables;
  }

  /** The variable for a name that the inner query does not know; null where the outer one does not either. */
  resolve(name: Name): Expression | null {
    const outer = this.#lookup(name);
    return outer === null ? null : this.variableFor(outer);
  }

  /** The variable for an aggregate of the query around; null where it can have none. */
  resolveAggregate(node: ExpressionNode): Expression | null {
    return this.#bindOuter === null ? null : this.variableFor(this.#bindOuter(node));
  }

  /** The variable for a value of the query around. */
  variableFor(outer: Expression): Expression {
    const { type, nullable } = outer;
    for (const [index, known] of this.#variables) {
      if (equalExpressions(known, outer)) return { kind: 'column', index, type, nullable };
    }
    this.counter.next += 1;
    const index = -this.counter.next;
    this.#variables.set(index, outer);
    return { kind: 'column', index, type, nullable };
  }
}
