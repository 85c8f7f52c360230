import type { SelectNode } from '../../parser/ast.ts';

type Parts = Pick<SelectNode, 'items' | 'from' | 'where' | 'position'> &
  Partial<Pick<SelectNode, 'with' | 'recursive'>>;

/** A SELECT that a statement stands for, without the clauses that it has not. */
export function selectWithout(parts: Parts): SelectNode {
  return {
    kind: 'select',
    with: [],
    recursive: false,
    distinct: false,
    distinctOn: [],
    groupBy: [],
    groupings: [],
    groupDistinct: false,
    having: null,
    windows: [],
    qualify: null,
    orderBy: [],
    limit: null,
    withTies: false,
    offset: null,
    emit: null,
    ...parts,
  };
}
