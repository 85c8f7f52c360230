import type { ExpressionNode, OrderItem } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';

/** An output column of a SELECT: its expression over the input, its name and the text it comes from. */
export type Output = {
  readonly expression: Expression;
  readonly name: string;
  readonly node: ExpressionNode;
};

/** What an ORDER BY item sorts by: an output column, or an expression that becomes a hidden one. */
export type OrderTarget = {
  readonly output: number | null;
  readonly expression: Expression | null;
  readonly item: OrderItem;
};
