/** What planning looks at of a closed segment. */
export type SegmentFacts = {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly bytes: number;
  readonly batches: number;
  /** Whether it was written by cleaning: its batches are as large as they can be. */
  readonly isRewritten: boolean;
  /** Damage is left as it is, for whoever wants to look. */
  readonly isDamaged: boolean;
  /** Whether it is worth rewriting for being compressed alone. */
  readonly isToCompress: boolean;
};

export type RewriteLimits = {
  /** A rewritten segment is made of about so many bytes at most. */
  readonly segmentBytesMax: number;
  /** Batches are small when they have fewer rows and fewer bytes on average. */
  readonly rowsMin: number;
  readonly bytesMin: number;
  /** Fewer batches are not worth it. */
  readonly batchesMin: number;
  /** So many small neighbours become one. */
  readonly segmentsMin: number;
};

/** When closed segments are rewritten; the size comes from the topic. */
export const rewriteLimits: Omit<RewriteLimits, 'segmentBytesMax'> = {
  rowsMin: 1024,
  bytesMin: 64 * 1024,
  batchesMin: 8,
  segmentsMin: 4,
};

/** Neighbouring segments, by index: [from, to). */
export type SegmentRun = { readonly from: number; readonly to: number };

/**
 * The closed segments that are to become one next: those of small batches, then many small ones. Null when
 * all is well. Rewritten ones are merged by size, so that a row is rewritten a few times at most.
 */
export function planRewrite(
  segments: readonly SegmentFacts[],
  limits: RewriteLimits,
): SegmentRun | null {
  return smallBatches(segments, limits) ?? smallSegments(segments, limits);
}

function smallBatches(segments: readonly SegmentFacts[], limits: RewriteLimits): SegmentRun | null {
  for (let from = 0; from < segments.length; from += 1) {
    if (!isDue(segments[from] as SegmentFacts, limits)) continue;
    let to = from + 1;
    let bytes = (segments[from] as SegmentFacts).bytes;
    while (to < segments.length && isDue(segments[to] as SegmentFacts, limits)) {
      bytes += (segments[to] as SegmentFacts).bytes;
      if (bytes > limits.segmentBytesMax) break;
      to += 1;
    }
    if (isWorthIt(segments.slice(from, to), limits)) return { from, to };
  }
  return null;
}

function isDue(segment: SegmentFacts, limits: RewriteLimits): boolean {
  if (segment.isRewritten || segment.isDamaged) return false;
  return segment.isToCompress || isSmallBatched(segment, limits);
}

function isSmallBatched(
  { baseOffset, endOffset, bytes, batches }: SegmentFacts,
  { rowsMin, bytesMin }: RewriteLimits,
): boolean {
  return batches > 0 && endOffset - baseOffset < rowsMin * batches && bytes < bytesMin * batches;
}

function isWorthIt(run: readonly SegmentFacts[], { batchesMin }: RewriteLimits): boolean {
  const batches = run.reduce((sum, segment) => sum + segment.batches, 0);
  return batches >= batchesMin || run.some((segment) => segment.isToCompress);
}

function smallSegments(
  segments: readonly SegmentFacts[],
  { segmentBytesMax, segmentsMin }: RewriteLimits,
): SegmentRun | null {
  for (let from = 0; from + segmentsMin <= segments.length; from += 1) {
    let [bytes, largest, to] = [0, 0, from];
    while (to < segments.length) {
      const segment = segments[to] as SegmentFacts;
      if (segment.isDamaged || bytes + segment.bytes > segmentBytesMax) break;
      bytes += segment.bytes;
      largest = Math.max(largest, segment.bytes);
      to += 1;
    }
    // One that is much larger than the others is left alone until they have grown.
    if (to - from >= segmentsMin && largest * 2 <= bytes) return { from, to };
  }
  return null;
}
