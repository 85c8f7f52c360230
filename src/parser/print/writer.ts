import type { CommonTable, ExpressionNode, QueryNode } from '../ast.ts';

/** Expressions hold queries and queries hold expressions: each is written through this. */
export type Writer = {
  /** In parentheses when it holds together less tightly than `least`. */
  readonly expression: (node: ExpressionNode, least?: number) => string;
  readonly query: (node: QueryNode) => string;
  readonly change: (node: NonNullable<CommonTable['change']>) => string;
};
