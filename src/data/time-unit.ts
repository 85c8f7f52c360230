/** What a bare number counts when it stands for a time since 1970. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** Decimal places from a unit to microseconds. */
export const placesToMicros: Readonly<Record<TimeUnit, number>> = { s: 6, ms: 3, us: 0, ns: -3 };
