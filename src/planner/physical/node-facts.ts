import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import type { PhysicalNode } from './physical-plan.ts';

/**
 * Which rows of a node belong together, should it be spread over several workers: rows with equal
 * columns, those of one partition of a stream, all, or no two.
 */
export type Distribution =
  | { readonly kind: 'columns'; readonly columns: readonly number[] }
  | { readonly kind: 'partition' | 'single' | 'any' };

/** What is known of the output of a physical node besides its columns. */
export type NodeFacts = {
  /** `append`: rows are never taken back. */
  readonly mode: 'append' | 'updating';
  /** The shortest set of columns that identifies a row; null where none is known. */
  readonly key: readonly number[] | null;
  /** Columns that follow event time, and how far behind the watermark they may lie; microseconds. */
  readonly times: readonly { readonly column: number; readonly lagMicros: number }[];
  readonly distribution: Distribution;
  /** Roughly how many rows come out, all in all. */
  readonly rows: number;
};

/** The facts of all nodes, by number; null for nodes that no logical node stands behind. */
export function nodeFacts(
  nodes: readonly PhysicalNode[],
  plans: ReadonlyMap<number, LogicalPlan>,
  properties: PlanProperties,
): readonly (NodeFacts | null)[] {
  const distributions = distributionsOf(nodes);
  return nodes.map((_, index) => {
    const plan = plans.get(index);
    if (plan === undefined) return null;
    const { mode, keys, times } = properties.of(plan);
    const key = keys.toSorted((a, b) => a.length - b.length)[0] ?? null;
    return {
      mode,
      key: key === null ? null : key.toSorted((a, b) => a - b),
      times: [...times]
        .filter(([, { lagMicros }]) => Number.isFinite(lagMicros))
        .map(([column, { lagMicros }]) => ({ column, lagMicros })),
      distribution: distributions[index] as Distribution,
      rows: properties.rows.of(plan),
    };
  });
}

function distributionsOf(nodes: readonly PhysicalNode[]): readonly Distribution[] {
  const found: Distribution[] = [];
  for (const node of nodes) found.push(distributionOf(node, found));
  return found;
}

const single: Distribution = { kind: 'single' };

function byColumns(columns: readonly number[]): Distribution {
  return columns.length === 0 ? single : { kind: 'columns', columns };
}

function distributionOf(node: PhysicalNode, before: readonly Distribution[]): Distribution {
  const of = (input: number): Distribution => before[input] as Distribution;
  switch (node.kind) {
    case 'scan':
      return { kind: 'partition' };
    case 'values':
      return single;
    case 'map':
      return moved(of(node.input), (column) =>
        node.projections.findIndex((each) => each.kind === 'column' && each.index === column),
      );
    case 'tableFunction':
      return moved(of(node.input), (column) => node.kept.indexOf(column));
    case 'hop':
      return node.keyed === undefined ? of(node.input) : byColumns(node.keyed.partition);
    case 'temporal':
      return of(node.input);
    case 'aggregate':
      return byColumns([...node.keys.keys()]);
    case 'join':
    case 'asOfJoin':
    case 'lookupJoin':
      return byColumns(node.leftKeys);
    case 'setOperation':
      return byColumns([...node.fields.keys()]);
    case 'top':
    case 'over':
      return byColumns(node.partition);
    case 'upsert':
      return byColumns(node.keys);
    case 'union':
      return { kind: 'any' };
    default:
      return single;
  }
}

/** Rows stay where they are; without one of the columns nothing says where that is. */
function moved(distribution: Distribution, at: (column: number) => number): Distribution {
  if (distribution.kind !== 'columns') return distribution;
  const columns = distribution.columns.map(at);
  return columns.includes(-1) ? { kind: 'any' } : { kind: 'columns', columns };
}
