/**
 * How deep expressions and queries may be nested in one another. Each level costs the parser some
 * fifty stack frames: Node's default stack holds a little more than this.
 */
export const nestingMax = 200;
