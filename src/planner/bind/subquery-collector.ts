import type { FunctionDefinition } from '../../catalog/definition.ts';
import type { Position } from '../../common/sql-error.ts';
import type { ExpressionNode, QueryNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { Correlation, type OuterLookup } from './correlation.ts';
import type { QueryContext } from './query-context.ts';

/** Stands in a test for the value of the inner query. */
export const innerValue = -2_147_483_648;

/** The first placeholder; variables have greater numbers. */
const placeholderBase = -1_073_741_824;

/** A query in an expression, bound but not yet joined to the rows of the query around it. */
export type Subquery = {
  /** The column that stands for its value in expressions. */
  readonly placeholder: number;
  readonly form: 'exists' | 'scalar' | 'in' | 'any' | 'rows';
  readonly plan: LogicalPlan;
  /** What the variables of `plan` are, over the row of the query around. */
  readonly variables: ReadonlyMap<number, Expression>;
  /** Of IN and ANY: the comparison of a value of the outer row with `innerValue`. */
  readonly test: Expression | null;
  /** Of rows: `plan` has those that compare so, and this the ones that might; null where none does. */
  readonly might?: LogicalPlan | null;
  readonly position: Position;
};

/** A query inside another, bound. */
export type BoundInner = Pick<Subquery, 'plan' | 'variables'> & {
  /** Stands in the inner plan for a value of the row of the query around. */
  readonly variableFor: (outer: Expression) => Expression;
};

/**
 * Gathers the subqueries in the expressions of one SELECT. While they are bound, each stands as a
 * column with a number far below zero.
 */
export class SubqueryCollector {
  readonly #context: QueryContext;
  readonly #subqueries: Subquery[] = [];
  readonly #made = new Map<QueryNode, Expression>();
  #isOpen = true;

  constructor(context: QueryContext) {
    this.#context = context;
  }

  get all(): readonly Subquery[] {
    return this.#subqueries;
  }

  /** Whether subqueries are still taken. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes no more: what was taken is joined now. */
  close(): void {
    this.#isOpen = false;
  }

  /** Binds a query inside this one; `lookup` finds columns of the query around it, `bindOuter` its aggregates. */
  bind(
    query: QueryNode,
    lookup: OuterLookup,
    bindOuter: (node: ExpressionNode) => Expression,
  ): BoundInner {
    const counter = this.#context.outer?.counter ?? { next: 0 };
    const correlation = new Correlation(lookup, counter, bindOuter);
    const depth = this.#context.depth + 1;
    const plan = this.#context.bindSubquery(query, {
      ...this.#context,
      depth,
      outer: correlation,
    });
    const variableFor = (outer: Expression): Expression => correlation.variableFor(outer);
    return { plan, variables: correlation.variables, variableFor };
  }

  /** The functions of a name that people have made. */
  functions(parts: readonly string[]): readonly FunctionDefinition[] {
    return this.#context.plan.catalog.functions?.(parts) ?? [];
  }

  /** Notes that the query needs an object besides the relations in it. */
  needs(id: string): void {
    this.#context.reads.add(id);
  }

  /** What `make` made of a query when it was met first: the query has one value wherever it is asked. */
  once(query: QueryNode, make: () => Expression): Expression {
    const known = this.#made.get(query) ?? make();
    this.#made.set(query, known);
    return known;
  }

  /** The column that stands for a subquery. */
  add(
    subquery: Omit<Subquery, 'placeholder'>,
    { type, nullable }: Pick<Expression, 'type' | 'nullable'>,
  ): Expression {
    const placeholder = placeholderBase - this.#subqueries.length;
    this.#subqueries.push({ ...subquery, placeholder });
    return { kind: 'column', index: placeholder, type, nullable };
  }
}

/** Whether a column number is that of a placeholder. */
export function isPlaceholder(column: number): boolean {
  return column <= placeholderBase && column !== innerValue;
}
