/** What a node of a dataflow has done since it began: rows taken and given, changes counted as rows, and the time that took. */
export type NodeMeasure = {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly ms: number;
};

/**
 * Measures the nodes of a dataflow. Time goes to the node that is at work: one that hands rows on
 * does not pay for what they cost those that take them.
 */
export class NodeMeasures {
  readonly #rowsIn: Float64Array;
  readonly #rowsOut: Float64Array;
  readonly #ms: Float64Array;
  readonly #nowMs: () => number;
  /** The node at work and since when; −1 for none. */
  #running = -1;
  #sinceMs = 0;

  constructor(nodes: number, nowMs: () => number) {
    this.#rowsIn = new Float64Array(nodes);
    this.#rowsOut = new Float64Array(nodes);
    this.#ms = new Float64Array(nodes);
    this.#nowMs = nowMs;
  }

  /** A node begins to work; answers the one that worked so far, for `leave`. */
  enter(node: number): number {
    const outer = this.#running;
    this.#switchTo(node);
    return outer;
  }

  /** The node at work is done, and the one before it goes on. */
  leave(outer: number): void {
    this.#switchTo(outer);
  }

  gave(node: number, rows: number): void {
    this.#rowsOut[node] = (this.#rowsOut[node] as number) + rows;
  }

  took(node: number, rows: number): void {
    this.#rowsIn[node] = (this.#rowsIn[node] as number) + rows;
  }

  /** By node. */
  all(): readonly NodeMeasure[] {
    return [...this.#ms].map((ms, node) => ({
      rowsIn: this.#rowsIn[node] as number,
      rowsOut: this.#rowsOut[node] as number,
      ms,
    }));
  }

  #switchTo(node: number): void {
    const now = this.#nowMs();
    const before = this.#running;
    if (before >= 0) this.#ms[before] = (this.#ms[before] as number) + now - this.#sinceMs;
    this.#running = node;
    this.#sinceMs = now;
  }
}
