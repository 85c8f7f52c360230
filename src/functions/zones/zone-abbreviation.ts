import { offsetText } from '../../data/text-output.ts';

/** Where the clocks of a zone have a name of their own: in the English of some country. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-NZ', 'en-ZA', 'en-IN'];

const writers = new Map<string, readonly Intl.DateTimeFormat[]>();

/**
 * What a zone's clocks are called at a moment: 'CEST', 'EST', 'UTC'; its offset where they have no
 * short name. `offset` is in seconds east of UTC.
 */
export function zoneAbbreviation(zone: string, micros: bigint, offset: number): string {
  if (zone === 'UTC') return zone;
  const ms = Number(micros / 1000n);
  if (Math.abs(ms) > 8_640_000_000_000_000) return offsetText(offset);
  for (const writer of writersOf(zone)) {
    const part = writer.formatToParts(ms).find(({ type }) => type === 'timeZoneName');
    if (part !== undefined && !/^(?:GMT|UTC)[+\-−]/.test(part.value)) return part.value;
  }
  return offsetText(offset);
}

function writersOf(zone: string): readonly Intl.DateTimeFormat[] {
  let found = writers.get(zone);
  if (found === undefined) {
    found = isKnown(zone)
      ? locales.map((locale) => {
          return new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' });
        })
      : [];
    if (writers.size >= 100) writers.clear();
    writers.set(zone, found);
  }
  return found;
}

/** Offsets as zones allow them are none of the platform's names. */
function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
