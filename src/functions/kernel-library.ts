import { doubleOfDecimal, trimScale } from '../data/decimal.ts';
import { parseInterval } from '../data/interval-text.ts';
import {
  compareBytes,
  compareText,
  decodeText,
  encodeText,
  hasBytesAt,
  includesBytes,
  sameBytes,
} from '../data/text-bytes.ts';
import { datumFromText } from '../data/text-input.ts';
import { type TimeZone, timeZone } from '../data/zones/time-zone.ts';
import { smallUnitsOfDouble, unitsOfDouble } from './double-units.ts';
import { float8Fault, roundHalfEven } from './float-rules.ts';
import { addMomentText } from './formats/moment-bytes.ts';
import { matchesLikeBytes } from './like-pattern.ts';
import {
  addDecimal,
  addJoined,
  addLowerCase,
  addReplaced,
  addUpperCase,
} from './spans/text-makers.ts';
import {
  beforeBytes,
  beforeCharacters,
  behindBytes,
  behindCharacters,
  fieldEnd,
  fieldStart,
  placeOf,
} from './spans/text-spans.ts';
import { countCharacters } from './text-kernels.ts';
import {
  addMonths,
  dayOf,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  isoDayOfWeek,
  isoWeekOf,
  isoYearOf,
  microsOfDay,
  monthOf,
  quarterOf,
  truncateDayTo,
  yearOf,
} from './time-fields.ts';
import { localMicros, localOf, momentMicros, momentOf } from './zones/local-time.ts';

/**
 * The functions that compiled kernels may call, by name: nothing else is in their reach. Every
 * thread that runs kernels has the same ones, so that a kernel can travel as its source text.
 */
export const kernelLibrary = {
  addDecimal,
  addJoined,
  addLowerCase,
  addMomentText,
  addMonths,
  addReplaced,
  addUpperCase,
  beforeBytes,
  beforeCharacters,
  behindBytes,
  behindCharacters,
  compareBytes,
  compareText,
  countCharacters,
  datumFromText,
  dayOf,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  decimalToDouble: (units: bigint, scale: number): number => doubleOfDecimal({ units, scale }),
  decodeText,
  encodeText,
  fieldEnd,
  fieldStart,
  float8Fault,
  hasBytesAt,
  includesBytes,
  isoDayOfWeek,
  isoWeekOf,
  isoYearOf,
  localMicros,
  localMicrosExact: (zone: TimeZone, moment: bigint): bigint => localOf(moment, zone),
  matchesLikeBytes,
  microsOfDay,
  momentMicros,
  momentMicrosExact: (zone: TimeZone, local: bigint): bigint => momentOf(local, zone),
  monthOf,
  parseInterval,
  placeOf,
  quarterOf,
  roundHalfEven,
  sameBytes,
  smallUnitsOfDouble,
  trimScale,
  truncateDayTo,
  unitsOfDouble,
  yearOf,
  zoneNamed: timeZone,
} as const;

export type KernelLibrary = typeof kernelLibrary;
