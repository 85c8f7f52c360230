import { formatTimestamp } from '../../data/text-output.ts';

/** What a node of a plan that runs, or has run, has done and holds. */
export type NodeActuals = {
  /** Rows taken and given, changes counted as rows. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** The time that the node itself was at work. */
  readonly ms: number;
  readonly stateRows: number;
  readonly stateBytes: number;
  /** How far event time has come behind it, microseconds; null where it has not begun, and at the end. */
  readonly watermarkMicros: number | null;
  /** Where it stands in what it reads, a line each. */
  readonly notes: readonly string[];
};

/** One thing that is known of a run as a whole. */
export type RunFact = {
  /** For JSON: 'waitingFor'. */
  readonly key: string;
  /** For people: 'Waiting for'. */
  readonly label: string;
  readonly value: string | number;
  /** What stands behind the value in the text: ' ms'. */
  readonly unit?: string;
};

/** What EXPLAIN ANALYZE has seen of a plan. */
export type RunReport = {
  readonly facts: readonly RunFact[];
  /** By node. */
  readonly nodes: readonly NodeActuals[];
};

/** 'Execution: 1.25 ms' */
export function runFactLine({ label, value, unit = '' }: RunFact): string {
  return `${label}: ${typeof value === 'number' ? numberText(value) : value}${unit}`;
}

/** What a node has done and holds, a line each. */
export function actualLines(actuals: NodeActuals): readonly string[] {
  const { rowsIn, rowsOut, ms, stateRows, stateBytes, watermarkMicros, notes } = actuals;
  const held = stateRows === 0 ? '' : `, holds ${stateRows} rows in ${bytesText(stateBytes)}`;
  const reached =
    watermarkMicros === null
      ? ''
      : `, watermark ${formatTimestamp(BigInt(Math.trunc(watermarkMicros)))}`;
  return [`actual: ${rowsIn} rows in, ${rowsOut} out, ${msText(ms)}${held}${reached}`, ...notes];
}

/** Milliseconds for people: '0.25 ms'. */
export function msText(ms: number): string {
  return `${numberText(ms)} ms`;
}

/** Up to two places behind the point. */
function numberText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Bytes for people: 1 KiB at least. */
function bytesText(bytes: number): string {
  const kib = bytes / 1024;
  if (kib < 1024) return `${Math.max(1, Math.round(kib))} KiB`;
  return `${(kib / 1024).toFixed(1)} MiB`;
}
