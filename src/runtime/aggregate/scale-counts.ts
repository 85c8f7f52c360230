/** How many values of a group have each scale: a result shows as many places as the most that are there now. */
export type ScaleCounts = Map<number, number>;

/** Counts values of a scale, or takes them back below 0. */
export function addCount(scales: ScaleCounts, scale: number, weight: number): void {
  const count = (scales.get(scale) ?? 0) + weight;
  if (count === 0) scales.delete(scale);
  else scales.set(scale, count);
}

/** The largest scale that a value has; 0 without any. */
export function largestScale(scales: ScaleCounts): number {
  let most = 0;
  for (const scale of scales.keys()) most = Math.max(most, scale);
  return most;
}
