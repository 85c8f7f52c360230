import { extractJoinKeys } from './extract-join-keys.ts';
import { foldConstants } from './fold-constants.ts';
import { fuseWindows } from './fuse-windows.ts';
import { mergeProjections } from './merge-projections.ts';
import type { Pass } from './pass.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import { reorderJoins } from './reorder-joins.ts';
import { simplifyPredicates } from './simplify-predicates.ts';

/** The rewrites in the order they run; a name that stands twice is one pass that runs twice. */
export const passes: readonly Pass[] = [
  foldConstants,
  simplifyPredicates,
  pushFilters,
  reorderJoins,
  extractJoinKeys,
  mergeProjections,
  fuseWindows,
  pruneColumns,
  mergeProjections,
];

/** The names of all passes, each once. */
export const passNames: readonly string[] = [...new Set(passes.map(({ name }) => name))];
