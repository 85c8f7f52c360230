import { extractJoinKeys } from './extract-join-keys.ts';
import { foldConstants } from './fold-constants.ts';
import { fuseWindows } from './fuse-windows.ts';
import { inferPredicates } from './infer-predicates.ts';
import { mergeProjections } from './merge-projections.ts';
import { narrowJoins } from './narrow-joins.ts';
import type { Pass } from './pass.ts';
import { propagateConstants } from './propagate-constants.ts';
import { propagateEmpty } from './propagate-empty.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import { pushLimits } from './push-limits.ts';
import { recognizeTop } from './recognize-top.ts';
import { reorderJoins } from './reorder-joins.ts';
import { shareAggregates } from './share-aggregates.ts';
import { shareColumns } from './share-columns.ts';
import { simplifyPredicates } from './simplify-predicates.ts';

/** The rewrites in the order they run; a name that stands twice is one pass that runs twice. */
export const passes: readonly Pass[] = [
  foldConstants,
  simplifyPredicates,
  narrowJoins,
  pushFilters,
  inferPredicates,
  pushFilters,
  propagateConstants,
  propagateEmpty,
  recognizeTop,
  shareColumns,
  pushLimits,
  shareAggregates,
  reorderJoins,
  extractJoinKeys,
  mergeProjections,
  fuseWindows,
  pruneColumns,
  mergeProjections,
];

/** The names of all passes, each once. */
export const passNames: readonly string[] = [...new Set(passes.map(({ name }) => name))];
