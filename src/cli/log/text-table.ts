/** A column of a table for people. */
export type TableColumn = { readonly title: string; readonly side: 'left' | 'right' };

/** Lines of aligned columns under their titles, each with a line end. */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, c) => Math.max(...lines.map((line) => (line[c] ?? '').length)));
  const text = (line: readonly string[]): string =>
    columns
      .map(({ side }, c) => {
        const cell = line[c] ?? '';
        const width = widths[c] as number;
        return side === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return lines.map((line) => `${text(line)}\n`).join('');
}

/** Bytes for people: 512 B, 1.5 KiB, 20.0 MiB. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** A moment in UTC, such as 2026-11-23T10:00:00.000Z; `-` for none. */
export function timeText(timestampMs: number): string {
  if (!Number.isFinite(timestampMs) || Math.abs(timestampMs) > 8.64e15) return '-';
  return new Date(timestampMs).toISOString();
}

/** A length of time for people: 250 ms, 10 s, 5 min, 2 h, 7 d. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}
