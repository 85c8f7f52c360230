/** How deep a tree may be: those who walk it go down by recursion. */
export const treeDepthMax = 500;

/** Whether nodes (objects with a `kind`) stand in one another more than `treeDepthMax` deep. */
export function isTooDeep(root: object): boolean {
  const waiting: { readonly value: object; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const depth = 'kind' in next.value ? next.depth + 1 : next.depth;
    if (depth > treeDepthMax) return true;
    for (const value of Object.values(next.value)) {
      if (typeof value === 'object' && value !== null) waiting.push({ value, depth });
    }
  }
  return false;
}
