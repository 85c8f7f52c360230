import { SqlError, sqlState } from '../common/sql-error.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

const radiansPerDegree = Math.PI / 180;
const sin30 = Math.sin(30 * radiansPerDegree);
const oneMinusCos60 = 1 - Math.cos(60 * radiansPerDegree);
const asinHalf = Math.asin(0.5);
const acosHalf = Math.acos(0.5);
const atanOne = Math.atan(1);

/**
 * Trigonometric functions of degrees, exact at the multiples of 30 and 45 where the results are
 * known (PostgreSQL's float.c, whose divisions these are).
 */
export function degreeFunctions(): ScalarFunction[] {
  return [
    degrees('sind', 'the sine of degrees', sine, ['sind(30)', '0.5']),
    degrees('cosd', 'the cosine of degrees', cosine, ['cosd(60)', '0.5']),
    degrees('tand', 'the tangent of degrees', tangent, ['tand(45)', '1']),
    degrees('cotd', 'the cotangent of degrees', cotangent, ['cotd(45)', '1']),
    degrees('asind', 'the inverse sine, in degrees', inverseSine, ['asind(0.5)', '30']),
    degrees('acosd', 'the inverse cosine, in degrees', inverseCosine, ['acosd(0.5)', '60']),
    degrees('atand', 'the inverse tangent, in degrees', (x) => (Math.atan(x) / atanOne) * 45, [
      'atand(1)',
      '45',
    ]),
    scalarFunction({
      name: 'atan2d',
      parameters: ['double', 'double'],
      result: () => plainType('double'),
      docs: 'the angle of the point (b, a), in degrees',
      examples: [['atan2d(1, 0)', '90']],
      evaluate: ([a, b]) => (Math.atan2(a as number, b as number) / atanOne) * 45,
    }),
  ];
}

function degrees(
  name: string,
  docs: string,
  compute: (x: number) => number,
  example: readonly [string, string],
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: ['double'],
    result: () => plainType('double'),
    fallible: name === 'atand' ? [] : [sqlState.numericValueOutOfRange],
    docs,
    examples: [example],
    evaluate: ([x]) => (Number.isNaN(x) ? Number.NaN : compute(x as number)),
  });
}

/** An angle brought to the first quadrant, and the signs that its sine and cosine lost. @throws SqlError 22003 */
function folded(x: number): {
  readonly angle: number;
  readonly sine: number;
  readonly cosine: number;
} {
  if (Math.abs(x) === Infinity) throw outOfRange();
  let angle = x % 360;
  let sineSign = 1;
  if (angle < 0) {
    angle = -angle;
    sineSign = -1;
  }
  if (angle > 180) {
    angle = 360 - angle;
    sineSign = -sineSign;
  }
  return angle > 90
    ? { angle: 180 - angle, sine: sineSign, cosine: -1 }
    : { angle, sine: sineSign, cosine: 1 };
}

function sine(x: number): number {
  const { angle, sine: sign } = folded(x);
  return sign * sineOfQuadrant(angle);
}

function cosine(x: number): number {
  const { angle, cosine: sign } = folded(x);
  return sign * cosineOfQuadrant(angle);
}

function tangent(x: number): number {
  const { angle, sine: a, cosine: b } = folded(x);
  const ofFortyFive = sineOfQuadrant(45) / cosineOfQuadrant(45);
  return (a * b * sineOfQuadrant(angle)) / cosineOfQuadrant(angle) / ofFortyFive + 0;
}

function cotangent(x: number): number {
  const { angle, sine: a, cosine: b } = folded(x);
  const ofFortyFive = cosineOfQuadrant(45) / sineOfQuadrant(45);
  return (a * b * cosineOfQuadrant(angle)) / sineOfQuadrant(angle) / ofFortyFive + 0;
}

function inverseSine(x: number): number {
  checkUnit(x);
  return x >= 0 ? inverseSineOfQuadrant(x) : -inverseSineOfQuadrant(-x);
}

function inverseCosine(x: number): number {
  checkUnit(x);
  if (x < 0) return 90 + inverseSineOfQuadrant(-x);
  return x <= 0.5 ? 90 - (Math.asin(x) / asinHalf) * 30 : (Math.acos(x) / acosHalf) * 60;
}

function inverseSineOfQuadrant(x: number): number {
  return x <= 0.5 ? (Math.asin(x) / asinHalf) * 30 : 90 - (Math.acos(x) / acosHalf) * 60;
}

function sineOfQuadrant(x: number): number {
  return x <= 30 ? sineTo30(x) : cosineTo60(90 - x);
}

function cosineOfQuadrant(x: number): number {
  return x <= 60 ? cosineTo60(x) : sineTo30(90 - x);
}

function sineTo30(x: number): number {
  return Math.sin(x * radiansPerDegree) / sin30 / 2;
}

function cosineTo60(x: number): number {
  return 1 - (1 - Math.cos(x * radiansPerDegree)) / oneMinusCos60 / 2;
}

function checkUnit(x: number): void {
  if (x < -1 || x > 1) throw outOfRange();
}

function outOfRange(): SqlError {
  return new SqlError(sqlState.numericValueOutOfRange, 'input is out of range');
}
