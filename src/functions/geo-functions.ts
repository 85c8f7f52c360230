import { SqlError, sqlState } from '../common/sql-error.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

/** The mean radius of the earth. */
const earthRadiusKm = 6371;
const milesPerKm = 0.621_371_192_237_333_9;

/** The distance of two places on the earth. */
export function geoFunctions(): ScalarFunction[] {
  const docs =
    'the great-circle distance of two places, given as latitude and longitude of each in degrees: in kilometres, or in miles with the unit MI';
  const berlinParis = '52.52, 13.405, 48.8566, 2.3522';
  const fallible = [sqlState.invalidParameterValue];
  return [
    scalarFunction({
      name: 'geo_distance',
      parameters: ['double', 'double', 'double', 'double'],
      result: () => plainType('double'),
      fallible,
      docs,
      examples: [[`round(geo_distance(${berlinParis}))`, '877']],
      evaluate: (args) => distanceKm(args as readonly number[]),
    }),
    scalarFunction({
      name: 'geo_distance',
      parameters: ['double', 'double', 'double', 'double', 'text'],
      result: () => plainType('double'),
      fallible,
      docs,
      examples: [[`round(geo_distance(${berlinParis}, 'MI'))`, '545']],
      evaluate: (args) => distanceKm(args.slice(0, 4) as number[]) * perKm(args[4] as string),
    }),
  ];
}

/** By the haversine formula. @throws SqlError 22023 */
function distanceKm([latitudeA, longitudeA, latitudeB, longitudeB]: readonly number[]): number {
  const [a, b] = [latitude(latitudeA), latitude(latitudeB)];
  const [c, d] = [longitude(longitudeA), longitude(longitudeB)];
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin((d - c) / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(half)));
}

function latitude(degrees: number | undefined): number {
  return radians('latitude', degrees ?? 0, 90);
}

function longitude(degrees: number | undefined): number {
  return radians('longitude', degrees ?? 0, 180);
}

function radians(what: string, degrees: number, most: number): number {
  if (Math.abs(degrees) > most) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      `${what} must be between -${most} and ${most}`,
    );
  }
  return (degrees * Math.PI) / 180;
}

/** @throws SqlError 22023 */
function perKm(unit: string): number {
  switch (unit.toUpperCase()) {
    case 'KM':
      return 1;
    case 'MI':
      return milesPerKm;
    default:
      throw new SqlError(
        sqlState.invalidParameterValue,
        `unit of distance must be KM or MI, not "${unit}"`,
      );
  }
}
