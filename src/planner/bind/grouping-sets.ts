import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, GroupingNode, SelectNode } from '../../parser/ast.ts';

/** The columns that one grouping is by. */
export type GroupingSet = readonly ExpressionNode[];

/** As in PostgreSQL. */
const setsMax = 4096;

/**
 * The groupings that GROUP BY asks for: the sets of ROLLUP, CUBE and GROUPING SETS, those of
 * several multiplied, each with all plain columns. @throws SqlError 54001 for too many
 */
export function groupingSets({ groupBy, groupings, position }: SelectNode): readonly GroupingSet[] {
  let sets: readonly GroupingSet[] = [groupBy];
  for (const grouping of groupings) {
    const further = setsOf(grouping);
    if (sets.length * further.length > setsMax) {
      const message = `too many grouping sets present (maximum ${setsMax})`;
      throw new SqlError(sqlState.statementTooComplex, message, { position });
    }
    sets = sets.flatMap((set) => further.map((other) => [...set, ...other]));
  }
  return sets;
}

function setsOf(node: GroupingNode): readonly GroupingSet[] {
  switch (node.kind) {
    case 'columns':
      return [node.expressions];
    case 'sets':
      return node.sets.flatMap(setsOf);
    case 'rollup': {
      const parts = node.sets.map(columnsOf);
      return [...Array(parts.length + 1).keys()].map((n) =>
        parts.slice(0, parts.length - n).flat(),
      );
    }
    case 'cube':
      return subsets(node.sets.map(columnsOf), node);
  }
}

/** An element of ROLLUP or CUBE stays together. */
function columnsOf(node: GroupingNode): GroupingSet {
  return node.kind === 'columns' ? node.expressions : setsOf(node).flat();
}

/** All subsets, larger and earlier ones first. */
function subsets(
  parts: readonly GroupingSet[],
  { position }: GroupingNode,
): readonly GroupingSet[] {
  if (2 ** parts.length > setsMax) {
    const message = 'CUBE is limited to 12 elements';
    throw new SqlError(sqlState.statementTooComplex, message, { position });
  }
  return [...Array(2 ** parts.length).keys()].map((missing) =>
    parts.filter((_, i) => ((missing >> (parts.length - 1 - i)) & 1) === 0).flat(),
  );
}
