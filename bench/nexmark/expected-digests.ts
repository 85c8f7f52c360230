/**
 * Digests of answers that something else has confirmed: at 100,000 events and a rate of 1,000 the
 * golden files, at 10,000,000 and 100,000 the plain loops of `plain-loops.ts`.
 */
const digests: Readonly<Record<string, string>> = {};

/** The digest that a run of a query must have; null when none is known for its size. */
export function expectedDigest(query: string, events: number, rate: number): string | null {
  return digests[`${query} ${events} ${rate}`] ?? null;
}
