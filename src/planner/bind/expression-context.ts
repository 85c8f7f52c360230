import type { Position } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import type { AggregateCollector } from './aggregate-collector.ts';
import type { Correlation } from './correlation.ts';
import type { Scope } from './scope.ts';
import type { SubqueryCollector } from './subquery-collector.ts';
import type { WindowCollector } from './window-collector.ts';

/** What the binding of expressions depends on. */
export type ExpressionContext = {
  readonly scope: Scope;
  readonly parameters: readonly Datum[];
  /** Takes the aggregate calls; null where there may be none. */
  readonly aggregates: AggregateCollector | null;
  /** Takes the window functions; null or left out where there may be none. */
  readonly windows?: WindowCollector | null;
  /** For error messages: 'WHERE', 'GROUP BY', … */
  readonly clause: string;
  /** Whether now() and its like may be called: not where results go on changing without input. */
  readonly clock: boolean;
  /** Whether now() may bound from when or until when a row is there: in WHERE of what goes on. */
  readonly isBound?: boolean;
  /** Where the columns stand in the text, for errors found later. */
  readonly positions: WeakMap<Expression, Position>;
  /** Finds the columns of the query around; left out where there is none. */
  readonly outer?: Correlation | null;
  /** Takes the subqueries; left out where there may be none. */
  readonly subqueries?: SubqueryCollector;
};

/** Binds an operand in the same context: handed to the binders of composed expressions. */
export type Bind = (node: ExpressionNode) => Expression;
