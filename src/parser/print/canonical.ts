import type { WriteNode } from '../ast.ts';
import { changeText } from './change-text.ts';
import { expressionText } from './expression-text.ts';
import { queryText } from './query-text.ts';
import type { Writer } from './writer.ts';

/** Writes trees as canonical SQL. */
export const canonical: Writer = {
  expression: (node, least) => expressionText(node, canonical, least),
  query: (node) => queryText(node, canonical),
  change: (node) => changeText(node as Extract<WriteNode, { kind: typeof node.kind }>, canonical),
};
