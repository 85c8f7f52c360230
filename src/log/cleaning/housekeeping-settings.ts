/** How the background task of a log works. */
export type HousekeepingSettings = {
  /** How often it looks for something to do, beside when a segment was closed; 5,000 unless told. */
  readonly intervalMs?: number | undefined;
  /** How many bytes it reads at most in a second; 64 MiB unless told. */
  readonly bytesPerSecond?: number | undefined;
};
