/** A unit of time by its name in date_trunc and EXTRACT. */
export type TimeUnit =
  | 'microseconds'
  | 'milliseconds'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'decade'
  | 'century'
  | 'millennium';

const names: ReadonlyMap<string, TimeUnit> = new Map(
  Object.entries({
    microseconds: 'us usec usecs microsecond microseconds',
    milliseconds: 'ms msec msecs millisecond milliseconds',
    second: 's sec secs second seconds',
    minute: 'm min mins minute minutes',
    hour: 'h hr hrs hour hours',
    day: 'd day days',
    week: 'w week weeks',
    month: 'mon mons month months',
    quarter: 'qtr quarter',
    year: 'y yr yrs year years',
    decade: 'dec decs decade decades',
    century: 'c cent century centuries',
    millennium: 'mil mils millennium millennia',
  }).flatMap(([unit, spellings]) =>
    spellings.split(' ').map((spelling): [string, TimeUnit] => [spelling, unit as TimeUnit]),
  ),
);

/** The unit that a name of any case means; null for none. */
export function timeUnit(name: string): TimeUnit | null {
  return names.get(name.toLowerCase()) ?? null;
}
