import type { PhysicalNode, PhysicalPlan } from '../planner/physical/physical-plan.ts';

/** Holders that are named at most. */
const namedMax = 2;

/** Bytes as people read them. */
export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`;
}

/** What holds most of a statement's memory, in words: operators by their numbers in EXPLAIN, and the answer. */
export function whatHolds(
  dataflow: {
    readonly plan: PhysicalPlan;
    readonly stateSizes: () => readonly { readonly bytes: number }[];
  } | null,
  answerBytes: number,
): string {
  const sizes = dataflow?.stateSizes() ?? [];
  const holders = [
    { name: 'its answer', bytes: answerBytes },
    ...sizes.map(({ bytes }, i) => ({
      name: `${operatorName(dataflow?.plan.nodes[i])} (#${i})`,
      bytes,
    })),
  ];
  return holders
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, namedMax)
    .map(({ name, bytes }) => `${name} ${mebibytes(bytes)}`)
    .join(', ');
}

function operatorName(node: PhysicalNode | undefined): string {
  switch (node?.kind) {
    case 'aggregate':
      return 'an aggregation';
    case 'join':
    case 'asOfJoin':
    case 'lookupJoin':
      return 'a join';
    case 'top':
      return 'a top-N';
    case 'over':
      return 'window functions';
    case 'setOperation':
      return 'a set operation';
    case 'recursion':
      return 'WITH RECURSIVE';
    default:
      return 'an operator';
  }
}
