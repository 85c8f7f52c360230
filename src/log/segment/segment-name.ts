import { crc32c } from '@node-rs/crc32';

/** The offsets that a segment is for. */
export type SegmentRange = {
  readonly baseOffset: number;
  /** The offset after the range of a rewritten segment; null for one as it was appended. */
  readonly rangeEnd: number | null;
};

/**
 * The file name of a segment: its base offset in 20 digits, so that names sort as offsets do, and
 * for a rewritten one the end of its range.
 */
export function segmentName(range: SegmentRange): string {
  return `${stem(range)}.log`;
}

/** The file name of the index of a segment. */
export function indexName(range: SegmentRange): string {
  return `${stem(range)}.index`;
}

/** The range that the name of a segment says; null for other files. */
export function parseSegmentName(name: string): SegmentRange | null {
  return parse(name, '.log');
}

/** The range that the name of an index says; null for other files. */
export function parseIndexName(name: string): SegmentRange | null {
  return parse(name, '.index');
}

/**
 * What the checksums of the heads of a segment begin with, so that bytes that only look like a
 * batch (a copy of another segment in a text column, an old block of the file system) are none.
 */
export function segmentSalt(partitionSalt: number, { baseOffset, rangeEnd }: SegmentRange): number {
  const name = rangeEnd === null ? String(baseOffset) : `${baseOffset}-${rangeEnd}`;
  return crc32c(name, partitionSalt);
}

function stem({ baseOffset, rangeEnd }: SegmentRange): string {
  return rangeEnd === null ? digits(baseOffset) : `${digits(baseOffset)}-${digits(rangeEnd)}`;
}

function digits(offset: number): string {
  return String(offset).padStart(20, '0');
}

function parse(name: string, suffix: string): SegmentRange | null {
  if (!name.endsWith(suffix)) return null;
  const match = /^(\d{20})(?:-(\d{20}))?$/.exec(name.slice(0, -suffix.length));
  if (match === null) return null;
  const rangeEnd = match[2] === undefined ? null : Number(match[2]);
  return { baseOffset: Number(match[1]), rangeEnd };
}
