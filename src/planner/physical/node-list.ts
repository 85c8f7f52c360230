import type { PhysicalNode } from './physical-plan.ts';

/** The nodes of a plan as they are made, inputs first; a node that is there already is not made again. */
export class NodeList {
  readonly #nodes: PhysicalNode[] = [];
  readonly #numbers = new Map<string, number>();

  get all(): readonly PhysicalNode[] {
    return this.#nodes;
  }

  /** The number of the node. */
  add(node: PhysicalNode): number {
    const text = JSON.stringify(node, spelledOut);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#nodes.push(node);
    this.#numbers.set(text, this.#nodes.length - 1);
    return this.#nodes.length - 1;
  }
}

/** A replacer for JSON.stringify: what JSON has no words for is spelled out, so that no two values look the same. */
export function spelledOut(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `bigint ${value}`;
  const plain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0));
  return plain ? value : `number ${Object.is(value, -0) ? '-0' : value}`;
}
