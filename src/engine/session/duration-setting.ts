const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a setting such as '500', '1.5s' or '2 min', 0 for none; null for other texts. */
export function readDurationMs(text: string): number | null {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(text);
  if (found === null) return null;
  const ms = Math.round(Number(found[1]) * (unitMs[found[2] ?? 'ms'] as number));
  return ms <= 2 ** 31 - 1 ? ms : null;
}
