const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** Bytes of a setting such as '64MB', '1.5 GB' or '4096', which is of kB; 0 for no limit; null for other texts. */
export function readMemoryBytes(text: string): number | null {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB)?\s*$/.exec(text);
  if (found === null) return null;
  const bytes = Math.round(Number(found[1]) * (unitBytes[found[2] ?? 'kB'] as number));
  return Number.isSafeInteger(bytes) ? bytes : null;
}
