import type { Field } from '../../data/batch.ts';
import { inputsOf, type LogicalPlan } from '../logical/logical-plan.ts';
import type { NodeList } from './node-list.ts';
import type { PhysicalNode, PhysicalPlan, RecursionNode } from './physical-plan.ts';

/**
 * What the step of a recursion reads from outside: every part of it that does not look at the
 * working table is computed once, outside, and comes in by a scan.
 */
export class StepImports {
  readonly #table: number;
  readonly #lowerOutside: (plan: LogicalPlan) => number;
  readonly #inputs = new Map<number, number>();
  readonly #working = new Set<number>();

  constructor(table: number, lowerOutside: (plan: LogicalPlan) => number) {
    this.#table = table;
    this.#lowerOutside = lowerOutside;
  }

  get inputs(): RecursionNode['imports'] {
    return [...this.#inputs].map(([input, scan]) => ({ input, scan }));
  }

  get working(): readonly number[] {
    return [...this.#working];
  }

  /** The scan of the step that stands for a part of it; null where the step computes the part. */
  scanOf(plan: LogicalPlan, nodes: NodeList): number | null {
    if (plan.kind === 'values') return null;
    if (plan.kind === 'workingTable' && plan.table === this.#table) {
      const scan = nodes.add(scanNode('working table', plan.fields));
      this.#working.add(scan);
      return scan;
    }
    if (readsTable(plan, this.#table)) return null;
    const input = this.#lowerOutside(plan);
    const scan = nodes.add(scanNode(`node ${input}`, plan.fields));
    this.#inputs.set(input, scan);
    return scan;
  }
}

/** The nodes of a step as a plan. */
export function stepPlan(
  nodes: readonly PhysicalNode[],
  root: number,
  fields: readonly Field[],
): PhysicalPlan {
  const output = {
    fields,
    key: null,
    mode: 'append',
    emit: 'changes',
    order: [],
    limit: null,
    offset: 0,
  } as const;
  return { nodes, root, output };
}

function scanNode(name: string, fields: readonly Field[]): PhysicalNode {
  const columns = [...fields.keys()];
  return {
    kind: 'scan',
    relation: name,
    relationName: name,
    columns,
    watermark: null,
    fields,
  };
}

function readsTable(plan: LogicalPlan, table: number): boolean {
  if (plan.kind === 'workingTable') return plan.table === table;
  return inputsOf(plan).some((input) => readsTable(input, table));
}
