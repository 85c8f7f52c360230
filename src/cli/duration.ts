const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a time such as 500ms, 10s, 1.5m; a bare number is seconds. Null for other texts. */
export function durationMs(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim());
  if (found === null) return null;
  const ms = Number(found[1]) * (unitMs[found[2] ?? 's'] as number);
  return ms > 0 && ms <= 2 ** 31 - 1 ? Math.ceil(ms) : null;
}
