/**
 * Digests of answers that something else has confirmed, by query, events and rate. At 100,000 events
 * and 1,000 a second the golden files do (test/nexmark compares them row by row); at 10,000,000 and
 * 100,000 the plain loops of `plain-loops.ts`: `baseline --events 10000000` compares the two.
 */
const digests: Readonly<Record<string, string>> = {
  'q0 100000 1000': 'b3525eff1144',
  'q1 100000 1000': 'b352894a7ecd',
  'q2 100000 1000': '00ba11a4ed53',
  'q3 100000 1000': '00da61318ae2',
  'q5 100000 1000': '001857541dc2',
  'q7 100000 1000': '0004596a4b3d',
  'q8 100000 1000': '008b7354a30a',
  'q12 100000 1000': '0ebca7cf447e',
  'q0 10000000 100000': '2ff6b342cc79',
  'q1 10000000 100000': '360ec2730128',
  'q2 10000000 100000': '918b01e79781',
  'q5 10000000 100000': '001c9434a968',
  'q7 10000000 100000': '0005318b9ef2',
};

/** The digest that a run of a query must have; null when none is known for its size. */
export function expectedDigest(query: string, events: number, rate: number): string | null {
  return digests[`${query} ${events} ${rate}`] ?? null;
}
