import type { Disk } from '../../../common/disk.ts';

/** What a repair works with. */
export type RepairTools = {
  readonly disk: Disk;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Whether it is only told what would be done. */
  readonly isDryRun: boolean;
  /** Told of everything that is done, or would be, in one line. */
  readonly tell: (line: string) => void;
  /** So many bytes more were looked at. */
  readonly checked: (bytes: number) => void;
};

/** Tells of a change and makes it, unless it is only told. */
export async function change(
  { isDryRun, tell }: RepairTools,
  line: string,
  make: () => Promise<void>,
): Promise<void> {
  tell(line);
  if (!isDryRun) await make();
}
