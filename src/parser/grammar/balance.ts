/** How many of `count` operands of a chain of AND or OR stand on the left side of its balanced tree. */
export function leftShare(count: number): number {
  return Math.ceil(count / 2);
}
